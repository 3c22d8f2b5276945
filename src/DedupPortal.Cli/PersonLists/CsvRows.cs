using System.Text;

namespace DedupPortal.Cli.PersonLists;

/// <summary>Reads comma-separated text (RFC 4180): quotes, doubled quotes and line breaks inside quotes; blanks around a field are dropped.</summary>
internal static class CsvRows
{
    /// <summary>The records one by one; empty lines are left out. Never holds more than one record.</summary>
    internal static IEnumerable<List<string>> Read(TextReader reader)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        var any = false;
        while (reader.Read() is >= 0 and var code)
        {
            var c = (char)code;
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (reader.Peek() == '"') field.Append((char)reader.Read());
                else quoted = false;
            }
            else if (c == '"')
            {
                quoted = any = true;
            }
            else if (c == ',')
            {
                Flush();
                any = true;
            }
            else if (c is '\n')
            {
                if (any)
                {
                    Flush();
                    yield return fields;
                    fields = [];
                }

                any = false;
            }
            else if (c != '\r')
            {
                field.Append(c);
                any |= c != ' ';
            }
        }

        if (any)
        {
            Flush();
            yield return fields;
        }

        void Flush()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
