using DedupPortal.Schedules;
using DedupPortal.Storage;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Components.Pages.Schedules;

public sealed partial class ScheduleEditor
{
    private static readonly DayOfWeek[] s_week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private ScheduleForm _form = new();
    private bool _enabled;
    private Result<IReadOnlyList<DateTimeOffset>> _preview;
    private Failure? _failure;
    private bool _busy;
    private bool _saved;
    private ScheduleView? _shown;

    [Parameter, EditorRequired]
    public required ScheduleView Schedule { get; set; }

    [Parameter]
    public EventCallback OnSaved { get; set; }

    /// <summary>Beside the button.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnParametersSet()
    {
        // A reload of the page around does not take away what is being typed.
        if (_shown?.PortalId == Schedule.PortalId && _shown.ChangedAt == Schedule.ChangedAt && _shown.TimeZone == Schedule.TimeZone) return;
        _shown = Schedule;
        (_form, _enabled) = (ScheduleForm.Of(Schedule.Pattern), Schedule.Pattern is null || Schedule.Enabled);
        Look();
    }

    private string Of(string name) => $"{name}-{Schedule.PortalId}";

    private void Edit(ScheduleForm form)
    {
        // The expert's field begins with what the preset would write.
        if (form.Kind is ScheduleKind.Custom && _form.Kind is not ScheduleKind.Custom) form = form with { Cron = _form.Pattern.Cron };
        (_form, _failure, _saved) = (form, null, false);
        Look();
    }

    private void Look() => _preview = Queries.Preview(_form.Pattern, Schedule.TimeZone);

    private async Task SaveAsync()
    {
        if (_busy) return;
        (_busy, _failure, _saved) = (true, null, false);
        try
        {
            _failure = (await Changes.SetAsync(Schedule.PortalId, _form.Pattern, _enabled, CancellationToken.None)).Failure;
            _saved = _failure is null;
        }
        finally
        {
            _busy = false;
        }

        if (_saved) await OnSaved.InvokeAsync();
    }
}
