namespace DedupPortal.Emulator.Faults;

/// <summary>What reaches the caller when the network or the gateway misbehaves.</summary>
internal static class TransportFaults
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>The status the caller sees because of the fault; 0 when the connection is cut, null when the fault leaves it alone.</summary>
    public static int? StatusOf(FaultRule? fault) => fault?.Kind switch
    {
        "html502" => 502,
        "lost504" => 504,
        "drop" or "dropAfter" => 0,
        "queryLimit" or "overload" => 503,
        _ => null,
    };

    public static async Task WriteAsync(HttpContext context, FaultRule? fault, int status, string json)
    {
        var response = context.Response;
        switch (fault?.Kind)
        {
            case "html502" or "lost504":
                response.StatusCode = StatusOf(fault)!.Value;
                response.ContentType = "text/html; charset=utf-8";
                var title = fault.Kind == "html502" ? "502 Bad Gateway" : "504 Gateway Time-out";
                await response.WriteAsync($"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr><center>nginx</center></body></html>", context.RequestAborted);
                return;
            case "queryLimit" or "overload":
                var refusal = fault.Kind == "overload" ? Protocol.Refusals.Overload() : Protocol.Refusals.QueryLimit();
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
                await Task.Delay(fault.Milliseconds, context.RequestAborted);
                break;
            default:
                break;
        }
        response.StatusCode = status;
        response.ContentType = Json;
        await response.WriteAsync(json, context.RequestAborted);
    }
}
