namespace DedupPortal.Matching;

/// <summary>
/// Where in time a true pair's events lie. Lags are binned by powers of two of seconds: bin b holds lags from 2^(b−1) to
/// 2^b − 1, bin 0 the lag 0. The shares sum to 1 together with <see cref="Nothing"/>.
/// </summary>
/// <param name="AfterMessage">Chat after the last outgoing message, bins 0 to 22 (48 days).</param>
/// <param name="CardAfterChat">Phone card created after the chat, bins 0 to 20 (12 days).</param>
/// <param name="CardBeforeChat">Phone card without messages created before the chat, bins 0 to 18 (3 days).</param>
/// <param name="Nothing">No event near the chat.</param>
public sealed record TimeModel(
  IReadOnlyList<double> AfterMessage,
  IReadOnlyList<double> CardAfterChat,
  IReadOnlyList<double> CardBeforeChat,
  double Nothing)
{
    /// <summary>
    /// People answer within minutes to days: a log-normal lag with its median at 40 minutes and a factor of 8 a standard
    /// deviation; a manager types a card in within minutes to a day after the chat.
    /// </summary>
    public static TimeModel Default { get; } = Create(afterMessage: 0.58, cardAfter: 0.14, cardBefore: 0.06, nothing: 0.22);

    /// <summary>Bin of a lag in seconds; negative lags count as 0.</summary>
    public static int BinOf(long seconds) => seconds <= 0 ? 0 : System.Numerics.BitOperations.Log2((ulong)seconds) + 1;

    /// <summary>Smallest lag of a bin, in seconds.</summary>
    public static long LowerEdge(int bin) => bin == 0 ? 0 : 1L << (bin - 1);

    /// <summary>Largest lag of a bin, in seconds.</summary>
    public static long UpperEdge(int bin) => bin == 0 ? 0 : (1L << bin) - 1;

    private static TimeModel Create(double afterMessage, double cardAfter, double cardBefore, double nothing) =>
      new(
        Bell(bins: 23, centre: 11.5, width: 3, share: afterMessage),
        Bell(bins: 21, centre: 12, width: 3.5, share: cardAfter),
        Bell(bins: 19, centre: 12, width: 3.5, share: cardBefore),
        nothing);

    private static double[] Bell(int bins, double centre, double width, double share)
    {
        var shares = new double[bins];
        for (var bin = 0; bin < bins; bin++)
        {
            var distance = (bin - centre) / width;
            // A thousandth of the peak stays everywhere, so that no single lag can rule a pair out.
            shares[bin] = Math.Exp(-distance * distance / 2) + 0.001;
        }

        var sum = shares.Sum();
        for (var bin = 0; bin < bins; bin++) shares[bin] *= share / sum;
        return shares;
    }
}
