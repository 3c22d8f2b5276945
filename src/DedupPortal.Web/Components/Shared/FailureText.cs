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
    public static string What(IStringLocalizer<FailureText> texts, Failure failure) => texts[failure.Code, Parameters(texts, failure)];

    /// <summary>What to do next.</summary>
    public static string Next(IStringLocalizer<FailureText> texts, Failure failure) => texts[$"{failure.Code}_Next", Parameters(texts, failure)];

    // A parameter that is itself a code has its words under Failure_Of_Code.
    private static object[] Parameters(IStringLocalizer<FailureText> texts, Failure failure) =>
    [
        .. failure.Parameters.Select(parameter => parameter is string or Enum && texts[$"{failure.Code}_Of_{parameter}"] is { ResourceNotFound: false } words ? words.Value : parameter),
    ];
}
