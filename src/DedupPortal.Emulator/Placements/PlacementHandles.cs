using System.Net;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Placements;

/// <summary>`POST /_app/open` opens an application's frame by hand; `GET /_app/frame` is a page of the portal with that frame in it.</summary>
internal sealed class PlacementHandles(Portal portal, PlacementForm form, CallbackSender sender)
{
    public void Map(WebApplication app)
    {
        Handle.PostAsync(app, "/_app/open", OpenAsync);
        app.MapGet("/_app/frame", IResult (HttpContext context) =>
        {
            var wish = PhpForm.Parse(context.Request.QueryString.Value?.TrimStart('?') ?? "");
            try
            {
                var (address, fields) = Build(wish);
                return Results.Text(Page(address, fields), "text/html; charset=utf-8");
            }
            catch (FormatException wrong)
            {
                return Results.Text(wrong.Message, statusCode: 400);
            }
        });
    }

    /// <summary>Answers `address` and `fields`; with `send` it posts them and adds what came back.</summary>
    private async Task<JsonNode?> OpenAsync(JsonNode? wish)
    {
        var (address, fields) = Build(wish);
        var answer = new JsonObject { ["address"] = address, ["fields"] = fields.DeepClone() };
        if (Php.Yes(wish?["send"]))
            answer["sent"] = await sender.PostAsync(address, fields);
        return answer;
    }

    private (string Address, JsonObject Fields) Build(JsonNode? wish)
    {
        lock (portal.Gate)
        {
            var client = Php.Text(wish?["client"]);
            var application = (client is null ? portal.State.Applications.FirstOrDefault() : portal.State.Applications.Find(a => a.ClientId == client))
                ?? throw new FormatException("No such application.");
            portal.Touch();
            return form.Build(application, wish);
        }
    }

    private static string Page(string address, JsonObject fields)
    {
        var inputs = string.Concat(PhpFormWriter.Pairs(fields).Select(p =>
            $"<input type=hidden name=\"{WebUtility.HtmlEncode(p.Key)}\" value=\"{WebUtility.HtmlEncode(p.Value)}\">"));
        return $$"""
            <!doctype html><html lang=ru><meta charset=utf-8><title>Приложение</title>
            <style>body{margin:0}iframe{border:0;width:100vw;height:100vh}</style>
            <iframe name=application></iframe>
            <form id=open method=post target=application action="{{WebUtility.HtmlEncode(address)}}">{{inputs}}</form>
            <script>document.getElementById('open').submit()</script></html>
            """;
    }
}
