using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;

namespace DedupPortal.EndToEnd.Tests.Running;

/// <summary>The product's own texts in one language, from the resources that it was built with.</summary>
internal sealed class Words(string language)
{
    private static readonly ConcurrentDictionary<Type, ResourceManager> s_resources = new();

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(language);

    /// <summary>The text of a page under its key. Throws when there is none: a test must not look for an empty text.</summary>
    public string Of<TPage>(string key, params object[] arguments) => Of(typeof(TPage), key, arguments);

    public string Of(Type page, string key, params object[] arguments)
    {
        var text = s_resources.GetOrAdd(page, type => new ResourceManager(type)).GetString(key, Culture);
        return text is null
            ? throw new InvalidOperationException($"{page.Name} has no text {key} in {Culture}.")
            : arguments.Length == 0 ? text : string.Format(Culture, text, arguments);
    }
}
