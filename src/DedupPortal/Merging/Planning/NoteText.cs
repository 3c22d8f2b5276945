using System.Globalization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// What the timelines of merged records say. It is written for the people of the portal, so its language is the policy's and not
/// that of whoever looks at a page.
/// </summary>
internal static class NoteText
{
    /// <summary>Stands for the run, whose id is not known while planning.</summary>
    public const string Run = "{merge}";

    private const int LongestTitle = 80;

    public static string OnSurvivor(PlanRequest request, IReadOnlyList<EntitySnapshot> others)
    {
        var names = string.Join(", ", others.Select(other => Named(request, other)));
        var isRussian = IsRussian(request);
        return request.Mode switch
        {
            MergeMode.SoftMerge => isRussian ? $"DedupPortal: сюда собраны данные записей: {names}. Ничего не удалено. Подробности и отмена: {Run}" : $"DedupPortal: this record now holds what was in: {names}. Nothing was deleted. Details and undo: {Run}",
            _ => isRussian ? $"DedupPortal: сюда объединены: {names}. Что не сохранилось и как отменить: {Run}" : $"DedupPortal: merged into this record: {names}. What was not kept and how to undo: {Run}",
        };
    }

    public static string OnRetired(PlanRequest request)
    {
        var name = Named(request, request.Snapshot(request.Priority));
        return IsRussian(request) ? $"DedupPortal: это дубликат, работайте с записью: {name}. Подробности и отмена: {Run}" : $"DedupPortal: this is a duplicate, please use: {name}. Details and undo: {Run}";
    }

    /// <summary>The steps with the run in place of the mark. <paramref name="address"/>: where a run's record is shown, with <c>{0}</c> for its id; empty when the product has no public address.</summary>
    public static IEnumerable<MergeStep> Resolve(IEnumerable<MergeStep> steps, MergeId run, string address)
    {
        var shown = address.Length == 0 ? run.ToString() : string.Format(CultureInfo.InvariantCulture, address, run);
        return steps.Select(step => step is MergeStep.AddNote { Mark: Run } note
            ? note with { Text = note.Text.Replace(Run, shown, StringComparison.Ordinal), Mark = run.ToString() }
            : step);
    }

    private static bool IsRussian(PlanRequest request) => request.Policy.NoteLanguage is NoteLanguage.Russian;

    private static string Named(PlanRequest request, EntitySnapshot record)
    {
        var type = (record.Ref.Type, IsRussian(request)) switch
        {
            (EntityType.Lead, true) => "лид",
            (EntityType.Lead, false) => "lead",
            (EntityType.Deal, true) => "сделка",
            (EntityType.Deal, false) => "deal",
            (EntityType.Contact, true) => "контакт",
            (EntityType.Contact, false) => "contact",
            (EntityType.Company, true) => "компания",
            _ => "company",
        };
        var title = DisplayText.Title(record);
        if (title.Length > LongestTitle) title = title[..LongestTitle] + "…";
        // A text that came from a client must not become a mark.
        return string.Create(CultureInfo.InvariantCulture, $"{type} {record.Ref.Id} ({title.Replace(Run, "", StringComparison.Ordinal)})");
    }
}
