namespace DedupPortal.Bitrix24;

/// <summary>
/// A text that opens something: a token, an application's secret. It leaves this type only through <see cref="Reveal"/>;
/// no property, text form or serialised form holds it. Never empty.
/// </summary>
public sealed record Secret
{
    internal const string Dots = "••••••••";

    private readonly string _text;

    public Secret(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _text = text;
    }

    /// <summary>The text: to be encrypted and stored, or sent to whom it belongs; never to be shown or logged.</summary>
    public string Reveal() => _text;

    public override string ToString() => Dots;

    internal string Conceal(string text) => text.Replace(_text, Dots, StringComparison.OrdinalIgnoreCase);
}
