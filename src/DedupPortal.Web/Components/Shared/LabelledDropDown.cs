using Microsoft.AspNetCore.Components;
using Radzen.Blazor;

namespace DedupPortal.Web.Components.Shared;

/// <summary>A drop-down list with a name for people who do not see it. The library's own says its value, or "empty", in its place.</summary>
public sealed class LabelledDropDown<TValue> : RadzenDropDown<TValue>
{
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        // The list itself takes the focus; the input that it hides is read as well.
        Attributes = Named(Attributes);
        InputAttributes = Named(InputAttributes);
    }

    private Dictionary<string, object> Named(IReadOnlyDictionary<string, object>? others) =>
        new(others ?? new Dictionary<string, object>(), StringComparer.Ordinal) { ["aria-label"] = Label };
}
