using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Writes bodies: a single result, a refusal, the five maps of a batch.</summary>
internal static class Answer
{
    public static void Write(Utf8JsonWriter writer, CallOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("result");
        WriteResult(writer, outcome);
        if (outcome.Next is { } next)
            writer.WriteNumber("next", next);
        if (outcome.Total is { } total)
            writer.WriteNumber("total", total);
        writer.WritePropertyName("time");
        outcome.Time.Write(writer);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, CallOutcome>> batch, CallTime time)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("result");
        WriteMap(writer, "result", batch, o => o.Refusal is null, WriteResult);
        WriteMap(writer, "result_error", batch, o => o.Refusal is not null, (w, o) => Inner(o.Refusal!).WriteTo(w));
        WriteMap(writer, "result_total", batch, o => o.Total is not null, (w, o) => w.WriteNumberValue(o.Total!.Value));
        WriteMap(writer, "result_next", batch, o => o.Next is not null, (w, o) => w.WriteNumberValue(o.Next!.Value));
        WriteMap(writer, "result_time", batch, o => o.Refusal is null, (w, o) => o.Time.Write(w));
        writer.WriteEndObject();
        writer.WritePropertyName("time");
        time.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>A list when the keys are 0, 1, 2 … in order (so also when there are none), otherwise an object: the portal's language has one type for both.</summary>
    private static void WriteMap(
        Utf8JsonWriter writer, string name, IReadOnlyList<KeyValuePair<string, CallOutcome>> batch, Func<CallOutcome, bool> belongs, Action<Utf8JsonWriter, CallOutcome> write)
    {
        var rows = batch.Where(p => belongs(p.Value)).ToList();
        var dense = true;
        for (var i = 0; i < rows.Count && dense; i++)
            dense = rows[i].Key == Php.Number(i);
        writer.WritePropertyName(name);
        if (dense)
            writer.WriteStartArray();
        else
            writer.WriteStartObject();
        foreach (var (key, outcome) in rows)
        {
            if (!dense)
                writer.WritePropertyName(key);
            write(writer, outcome);
        }
        if (dense)
            writer.WriteEndArray();
        else
            writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, CallOutcome outcome)
    {
        if (outcome.Rows is { } page)
        {
            if (page.Under is not null)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(page.Under);
            }
            writer.WriteRawValue(page.Array, skipInputValidation: true);
            if (page.Under is not null)
                writer.WriteEndObject();
        }
        else if (outcome.Result is { } result)
        {
            result.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    // Inside a batch a missing scope comes without a description.
    private static JsonObject Inner(RestRefusalException refusal)
    {
        var body = refusal.ToJson();
        if (Php.Text(body["error"]) == "insufficient_scope")
            body["error_description"] = "";
        return body;
    }
}
