using CsvHelper;
using DedupPortal.Web.Localisation;

namespace DedupPortal.Web.Components.Shared;

/// <summary>CSV files that spreadsheets open by a double click.</summary>
public static class Spreadsheet
{
    /// <summary>Writes in the reader's language's form, and leaves the stream open. A field that a spreadsheet would run as a formula is escaped.</summary>
    public static CsvWriter Create(Stream output) => CsvWriter.Create(
        output,
        new CsvWriterOptions
        {
            // What a spreadsheet of that language expects.
            Separator = Languages.Current == Languages.Russian ? ';' : ',',
            Injection = CsvInjection.Escape,
            WriteByteOrderMark = true,
        },
        leaveOpen: true);
}
