using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Query and body (JSON, form with brackets, multipart) merged into one tree.</summary>
internal static class RequestReader
{
    public static async Task<CallParameters> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var root = PhpForm.Parse(request.QueryString.HasValue ? request.QueryString.Value![1..] : "");
        if (!HttpMethods.IsPost(request.Method))
            return new CallParameters(root);
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancellation);
            foreach (var (name, values) in form)
            {
                foreach (var value in values)
                    PhpForm.Add(root, name, value ?? "");
            }
            return new CallParameters(root);
        }
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellation);
        if (string.IsNullOrWhiteSpace(body))
            return new CallParameters(root);
        Merge(root, body);
        return new CallParameters(root);
    }

    private static void Merge(JsonObject root, string body)
    {
        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // The portal reads a body that is no JSON as a form, whatever its type says.
            parsed = PhpForm.Parse(body);
        }
        foreach (var (key, value) in Php.Pairs(parsed))
            root[key] = value?.DeepClone();
    }
}
