using System.Globalization;
using System.Text.RegularExpressions;

namespace DedupPortal.Bitrix24;

/// <summary>Finds the incoming webhook in a pasted text.</summary>
internal static partial class WebhookReader
{
    private const int LongestText = 4096;
    private static readonly char[] s_wrapping = ['"', '\'', '<', '>', '(', ')', '[', ']', '{', '}', ',', ';', '«', '»', '“', '”', '`'];

    internal static WebhookProblem Read(string? text, out IncomingWebhook? webhook)
    {
        webhook = null;
        if (string.IsNullOrWhiteSpace(text)) return WebhookProblem.Empty;
        if (text.Length > LongestText) return WebhookProblem.NoAddress;

        var worst = WebhookProblem.NoAddress;
        foreach (var word in Words().Split(text))
        {
            var problem = ReadWord(word.Trim(s_wrapping), out var found);
            if (problem is WebhookProblem.None)
            {
                if (webhook is not null && webhook != found)
                {
                    webhook = null;
                    return WebhookProblem.SeveralWebhooks;
                }

                webhook = found;
            }
            else if (problem > worst)
            {
                worst = problem;
            }
        }

        return webhook is null ? worst : WebhookProblem.None;
    }

    private static WebhookProblem ReadWord(string word, out IncomingWebhook? webhook)
    {
        webhook = null;
        var scheme = Scheme().Match(word);
        if (scheme.Success) word = word[scheme.Index..];
        else if (word.Contains("://", StringComparison.Ordinal)) return WebhookProblem.WrongScheme;
        else if (BareHost().IsMatch(word)) word = "https://" + word;
        else return WebhookProblem.NoAddress;

        if (!Uri.TryCreate(word, UriKind.Absolute, out var uri) || uri.Host.Length == 0) return WebhookProblem.NoAddress;
        if (uri.UserInfo.Length > 0) return WebhookProblem.HasUserName;

        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var rest = (path + "/").IndexOf("/rest/", StringComparison.OrdinalIgnoreCase);
        if (rest < 0) return WebhookProblem.NoRestPath;

        var parts = (path + "/")[(rest + "/rest/".Length)..].Split('/');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var userId) || userId < 1) return WebhookProblem.NoUserId;

        // A sentence may end right behind the secret.
        var secret = parts.Length > 1 ? parts[1] : "";
        if (MaskMarks().IsMatch(secret)) return WebhookProblem.SecretMasked;
        secret = secret.TrimEnd('.', ',', ';', ':', '!', '?', ')');
        if (secret.Length == 0) return WebhookProblem.NoSecret;
        if (!Secret().IsMatch(secret)) return WebhookProblem.SecretMalformed;

        var root = uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var folder = string.Concat(path[..rest].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Uri.EscapeDataString(part) + "/"));
        webhook = new IncomingWebhook(PortalAddress.FromRestRoot(new Uri($"{root}/{folder}rest/")), userId, secret);
        return WebhookProblem.None;
    }

    [GeneratedRegex(@"[\s\u00A0\u200B\uFEFF]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("https?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}.-]*\.[\p{L}\p{Nd}-]+(:\d+)?/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareHost();

    [GeneratedRegex(@"\*|•|…|\.\.|x{6,}|X{6,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MaskMarks();

    [GeneratedRegex("^[A-Za-z0-9]{6,128}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Secret();
}
