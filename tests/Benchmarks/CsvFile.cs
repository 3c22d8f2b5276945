using System.Text;

namespace DedupPortal.Benchmarks;

/// <summary>Reads RFC 4180 files without line breaks inside fields, which the measured ones do not have.</summary>
internal static class CsvFile
{
    internal static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        List<string>? header = null;
        foreach (var line in File.ReadLines(path))
        {
            var fields = Fields(line);
            if (header is null) header = fields;
            else yield return header.Zip(fields).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        }
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted) Flush();
            else field.Append(line[i]);
        }

        Flush();
        return fields;

        void Flush()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
