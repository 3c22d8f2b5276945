using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Timeline;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>What happened on a card, newest first: activities, chats, comments, history.</summary>
internal static class CardTimeline
{
    private sealed record Entry(string Time, string Kind, string Title, string? Said, string Meta);

    public static void Append(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        var here = new Binding(type.Id, record.Id);
        var (state, texts) = (frame.State, frame.Texts);
        var entries = state.ActivityIndex.On(state, here).Select(a => OfActivity(frame, a))
            .Concat(state.Comments.Rows.Where(c => c.Bindings.Contains(here)).Select(c => OfComment(frame, c)))
            .Concat(state.History.Where(h => h.TypeId == type.Id && h.EntityId == record.Id).Select(h => new Entry(h.Time, "history", texts.History, h.Text, "")))
            .OrderByDescending(e => e.Time, StringComparer.Ordinal).ToList();
        if (entries.Count == 0)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"empty\">{Text(texts.EmptyTimeline)}</p>");
            return;
        }
        body.Append("<ol class=\"timeline\">");
        foreach (var entry in entries)
        {
            body.Append(CultureInfo.InvariantCulture, $"<li class=\"{entry.Kind}\"><strong>{Text(entry.Title)}</strong> <time class=\"quiet number\">{When(entry.Time)}</time>");
            if (!string.IsNullOrEmpty(entry.Said))
                body.Append(CultureInfo.InvariantCulture, $"<p>{Text(entry.Said)}</p>");
            body.Append(CultureInfo.InvariantCulture, $"<div class=\"quiet\">{entry.Meta}</div></li>");
        }
        body.Append("</ol>");
    }

    private static Entry OfActivity(PageFrame frame, Activity activity)
    {
        var texts = frame.Texts;
        var kind = activity.UserCode is not null ? texts.Chat : activity.Get("TYPE_ID") == "2" ? texts.Call : texts.Message;
        var reached = string.Join(", ", activity.Communications.Select(c => $"<span>{Text(c.Value)}</span>"));
        return new Entry(activity.Get("CREATED") ?? "", activity.UserCode is null ? "activity" : "chat", activity.Get("SUBJECT") is { Length: > 0 } subject ? subject : kind,
            activity.Get("DESCRIPTION"), $"{Text(kind)} · {reached} · {User(frame.State, activity.Get("RESPONSIBLE_ID"))}");
    }

    private static Entry OfComment(PageFrame frame, Comment comment) =>
        new(comment.Created, "comment", comment.LogMessage ? comment.Title : frame.Texts.Comment, comment.Text, User(frame.State, Php.Number(comment.AuthorId)));
}
