using System.Text;

namespace DedupPortal.Emulator.Faults;

/// <summary>What reaches the caller when the network or the gateway misbehaves.</summary>
internal static class TransportFaults
{
    private const string Json = "application/json; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    /// <summary>The status the caller sees because of the fault; 0 when the connection is cut, null when the fault leaves it alone.</summary>
    public static int? StatusOf(FaultRule? fault) => KindOf(fault) switch
    {
        "html502" => 502,
        "html503" => 503,
        "html200" => 200,
        "lost504" => 504,
        "drop" or "dropAfter" => 0,
        "queryLimit" or "overload" => 503,
        _ => null,
    };

    public static Task WriteAsync(HttpContext context, FaultRule? fault, int status, string json) =>
        WriteAsync(context, fault, status, Encoding.UTF8.GetBytes(json));

    /// <summary>The old address of a renamed portal: a page for people and the way to the new one.</summary>
    public static async Task RedirectAsync(HttpContext context, string host)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = $"{context.Request.Scheme}://{host}{context.Request.Path}{context.Request.QueryString}";
        context.Response.ContentType = Html;
        await context.Response.WriteAsync(Page("302 Found"), context.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, FaultRule? fault, int status, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        switch (KindOf(fault))
        {
            case "html502" or "html503" or "html200" or "lost504":
                response.StatusCode = StatusOf(fault)!.Value;
                response.ContentType = Html;
                await response.WriteAsync(Page(KindOf(fault) switch
                {
                    "html502" => "502 Bad Gateway",
                    "html503" => "503 Service Temporarily Unavailable",
                    "lost504" => "504 Gateway Time-out",
                    _ => "Authorization",
                }), context.RequestAborted);
                return;
            case "queryLimit" or "overload":
                var refusal = fault!.Kind == "overload" ? Protocol.Refusals.Overload() : Protocol.Refusals.QueryLimit();
                response.StatusCode = refusal.Status;
                response.ContentType = Json;
                await response.WriteAsync(refusal.ToJson().ToJsonString(), context.RequestAborted);
                return;
            case "drop" or "dropAfter":
                context.Abort();
                return;
            case "truncate":
                json = json[..(json.Length / 2)];
                break;
            case "slow":
                await Task.Delay(fault!.Milliseconds, context.RequestAborted);
                break;
            default:
                break;
        }
        response.StatusCode = status;
        response.ContentType = Json;
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static string? KindOf(FaultRule? fault) => fault is { Lost: true } ? "lost504" : fault?.Kind;

    private static string Page(string title) =>
        $"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr><center>nginx</center></body></html>";
}
