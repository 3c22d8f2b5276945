namespace DedupPortal.Matching.Linkage;

/// <summary>Who wants each person: the chats that give him at least some probability. Flat; made in one pass.</summary>
internal sealed class Claims
{
    private readonly int[] _first;
    private readonly List<(int Chat, float Posterior, int Next)> _claims = [];

    internal Claims(Alternatives alternatives, Posteriors competition, int persons, double least)
    {
        _first = new int[persons];
        for (var chat = 0; chat < alternatives.Chats; chat++)
        {
            var best = alternatives.Of(chat);
            for (var i = 0; i < best.Length; i++)
            {
                var posterior = competition[chat, i];
                if (posterior < least) continue;
                _claims.Add((chat, (float)posterior, _first[best[i].Person]));
                _first[best[i].Person] = _claims.Count;
            }
        }
    }

    /// <summary>Chat and probability, most likely first.</summary>
    internal List<(int Chat, double Posterior)> Of(int person)
    {
        var claims = new List<(int Chat, double Posterior)>();
        for (var at = _first[person]; at > 0; at = _claims[at - 1].Next) claims.Add((_claims[at - 1].Chat, _claims[at - 1].Posterior));
        claims.Sort((a, b) => b.Posterior != a.Posterior ? b.Posterior.CompareTo(a.Posterior) : a.Chat.CompareTo(b.Chat));
        return claims;
    }
}
