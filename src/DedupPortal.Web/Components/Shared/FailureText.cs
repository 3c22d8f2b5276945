using DedupPortal.Storage;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Shared;

/// <summary>
/// The sentences of expected failures: for each type of <see cref="Failure"/> the text under its name says what happened, and
/// <c>…_Next</c> what to do next. A test looks for both.
/// </summary>
public sealed class FailureText
{
    /// <summary>What happened.</summary>
    public static string What(IStringLocalizer<FailureText> texts, Failure failure) => texts[failure.Code, [.. failure.Parameters]];

    /// <summary>What to do next.</summary>
    public static string Next(IStringLocalizer<FailureText> texts, Failure failure) => texts[$"{failure.Code}_Next", [.. failure.Parameters]];
}
