using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Timeline;

/// <summary>An entry that people or apps leave on a timeline: a comment, or an app's log message.</summary>
internal sealed class Comment : IRow
{
    public int Id { get; set; }

    public bool LogMessage { get; set; }

    public string Title { get; set; } = "";

    public string Text { get; set; } = "";

    public string Icon { get; set; } = "";

    public int AuthorId { get; set; }

    public string Created { get; set; } = "";

    public List<Binding> Bindings { get; set; } = [];
}
