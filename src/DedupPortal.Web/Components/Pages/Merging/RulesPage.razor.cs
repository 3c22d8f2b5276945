using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>Which record stays and which values it keeps: the rules of the agency, or of one portal, as a sentence, a form and an example.</summary>
public sealed partial class RulesPage(MergePolicies policies, PolicyExamples examples, PortalQueries portals, TenantScope scope, DialogService dialogs)
{
    private static readonly string[] s_priorities = Enum.GetNames<PriorityRule>();
    private LoadView<Found>? _view;
    private MergePolicy _policy = MergePolicy.Default;
    private Failure? _failure;
    private bool _saving;
    private bool _saved;
    private Guid? _shown;

    /// <summary>The portal whose rules are shown; the agency's when it is null.</summary>
    [Parameter]
    public Guid? Portal { get; set; }

    private bool MayEdit => scope.Allows(Permission.Administer);

    private PortalId? Owner => Portal is { } portal ? new PortalId(portal) : null;

    protected override void OnParametersSet()
    {
        if (_shown == Portal) return;
        (_shown, _failure, _saved) = (Portal, null, false);
    }

    private async Task<Found> LoadAsync(CancellationToken cancellationToken)
    {
        var all = await portals.ListAsync(cancellationToken);
        var view = await policies.FindAsync(Owner, cancellationToken);
        _policy = view.Policy;
        // The agency's rules are tried on its first portal.
        var tried = Owner ?? all.Where(portal => portal.State is PortalState.Connected).Select(portal => (PortalId?)portal.Id).FirstOrDefault();
        if (Owner is { } owner && all.All(portal => portal.Id != owner)) return new Found(view, all, [], null, null, IsMissing: true);
        if (tried is not { } example) return new Found(view, all, [], null, null, IsMissing: false);
        var fields = await examples.FieldsAsync(example, cancellationToken);
        return new Found(view, all, fields.Succeeded ? fields.Value : [], fields.Failure, fields.Succeeded ? example : null, IsMissing: false);
    }

    private string Label(string field, Found found) => MergeText.Field(Fields, field, found.Fields.FirstOrDefault(known => known.Name == field)?.Title ?? "");

    private void Change(MergePolicy policy) => (_policy, _saved, _failure) = (policy, false, null);

    private void Set(string field, SurvivorshipRule? rule)
    {
        if (field.Length == 0) return;
        var rules = new SortedDictionary<string, SurvivorshipRule>(_policy.Fields.ToDictionary(), StringComparer.Ordinal);
        if (rule is null) rules.Remove(field);
        else rules[field] = rule;
        Change(_policy with { Fields = rules });
    }

    private bool IsChanged(Found found) => !_policy.IsSame(found.View.Policy);

    private async Task SaveAsync(Found found)
    {
        _saving = true;
        try
        {
            var saved = await policies.SaveAsync(Owner, _policy, found.View.Version, CancellationToken.None);
            await ShowAsync(saved.Failure);
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task RemoveAsync(Found found)
    {
        var way = Portal is null ? "ToProduct" : "ToAgency";
        if (!await dialogs.AskAsync(L[$"{way}_Title"], L[$"{way}_Text"], L[way])) return;
        await ShowAsync((await policies.RemoveAsync(Owner, found.View.Version, CancellationToken.None)).Failure);
    }

    // What was refused stays in the form, so that it can be mended.
    private async Task ShowAsync(Failure? failure)
    {
        (_failure, _saved) = (failure is PolicyInvalid invalid ? new PolicyInvalid(Named(invalid.Field)) : failure, failure is null);
        if (failure is null && _view is not null) await _view.ReloadAsync();
    }

    private string Named(string field) => field switch
    {
        "*" => L["EveryOther"],
        "priority" => L["Priority"],
        _ => MergeText.Field(Fields, field, ""),
    };

    private sealed record Found(PolicyView View, IReadOnlyList<PortalView> Portals, IReadOnlyList<RuleField> Fields, Failure? FieldsFailure, PortalId? Example, bool IsMissing)
    {
        public IReadOnlyList<FieldOption> Sources => Fields.FirstOrDefault(known => known.Name == "sourceId")?.Options ?? [];
    }
}
