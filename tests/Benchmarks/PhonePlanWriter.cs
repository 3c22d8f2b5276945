using System.Text.Json;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Makes the table of <c>PhonePlanTable</c> out of libphonenumber's metadata as libphonenumber-js packs it
/// (metadata.max.json): a line a region, <c>region code trunk-prefix transform lengths leading national service</c>, "-" for
/// nothing. Regions stand in the metadata's order, the main one of a shared code first; formats are left out and the number
/// types are reduced to those that are nobody's own line.
/// </summary>
internal static class PhonePlanWriter
{
    // Toll-free, premium rate, voicemail, universal access, pager, shared cost.
    private static readonly int[] s_serviceTypes = [2, 3, 5, 6, 7, 9];

    internal static int Run(string metadata)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(metadata));
        var countries = json.RootElement.GetProperty("countries");
        foreach (var code in json.RootElement.GetProperty("country_calling_codes").EnumerateObject())
            foreach (var region in code.Value.EnumerateArray()) Write(region.GetString()!, countries.GetProperty(region.GetString()!));
        foreach (var code in json.RootElement.GetProperty("nonGeographic").EnumerateObject()) Write("001", code.Value);
        return 0;
    }

    private static void Write(string region, JsonElement plan)
    {
        var service = plan.GetArrayLength() > 11 && plan[11].ValueKind == JsonValueKind.Array
            ? string.Join('|', s_serviceTypes.Where(type => type < plan[11].GetArrayLength()).Select(type => plan[11][type])
                .Where(type => type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0).Select(type => type[0].GetString()).Where(p => p!.Length > 0))
            : "";
        string[] fields =
        [
            region, Text(0), Text(7) is "-" ? Text(5) : Text(7), Text(8), string.Join(',', plan[3].EnumerateArray().Select(length => length.GetInt32())),
            Text(10), Text(2), service.Length == 0 ? "-" : service,
        ];
        Console.WriteLine(string.Join(' ', fields));

        string Text(int at) => at < plan.GetArrayLength() && plan[at].ValueKind == JsonValueKind.String && plan[at].GetString() is { Length: > 0 } text ? text : "-";
    }
}
