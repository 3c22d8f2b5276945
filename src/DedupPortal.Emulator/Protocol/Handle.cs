using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>A handle's shape: JSON in (or nothing), JSON out (or 204), a sentence with 400 when the wish cannot be understood.</summary>
internal static class Handle
{
    public static void Post(WebApplication app, string path, Func<JsonNode?, JsonNode?> run) => PostAsync(app, path, node => Task.FromResult(run(node)));

    public static void PostAsync(WebApplication app, string path, Func<JsonNode?, Task<JsonNode?>> run) =>
        app.MapPost(path, Task<IResult> (HttpContext context) => AnswerAsync(context, run));

    public static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");

    public static async Task<IResult> AnswerAsync(HttpContext context, Func<JsonNode?, Task<JsonNode?>> run)
    {
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var text = await reader.ReadToEndAsync(context.RequestAborted);
            return await run(text.Length == 0 ? null : JsonNode.Parse(text)) is { } answer ? Json(answer) : Results.NoContent();
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return Results.Text(wrong.Message, statusCode: 400);
        }
    }
}
