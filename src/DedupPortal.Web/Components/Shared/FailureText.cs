using System.Text.RegularExpressions;
using DedupPortal.Storage;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Shared;

/// <summary>
/// The sentences of expected failures: for each type of <see cref="Failure"/> the text under its name says what happened, and
/// <c>…_Next</c> what to do next. A test looks for both.
/// </summary>
public sealed partial class FailureText
{
    /// <summary>What happened.</summary>
    public static string What(IStringLocalizer<FailureText> texts, Failure failure) => texts[failure.Code, Parameters(texts, failure.Code, failure.Parameters)];

    /// <summary>What to do next.</summary>
    public static string Next(IStringLocalizer<FailureText> texts, Failure failure) => texts[$"{failure.Code}_Next", Parameters(texts, failure.Code, failure.Parameters)];

    /// <summary>
    /// Parameters as they stand in a sentence: one that is itself a code has its words under <c>Failure_Of_Code</c>, and records
    /// such as <c>contact:41</c> are named.
    /// </summary>
    public static object[] Parameters(IStringLocalizer<FailureText> texts, string code, IEnumerable<object> parameters) =>
    [
        .. parameters.Select(parameter => parameter is string or Enum && texts[$"{code}_Of_{parameter}"] is { ResourceNotFound: false } words ? words.Value
            : parameter is string text ? Record().Replace(text, record => texts[$"Record_{record.Groups["type"].Value}", record.Groups["id"].Value])
            : parameter),
    ];

    [GeneratedRegex(@"\b(?<type>lead|deal|contact|company):(?<id>\d+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Record();
}
