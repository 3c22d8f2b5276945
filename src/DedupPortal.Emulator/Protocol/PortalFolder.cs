using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Protocol;

/// <summary>A portal below a folder of its host answers there only; the emulator's own handles stay at the root.</summary>
internal sealed class PortalFolder(Portal portal)
{
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var folder = portal.State.Profile.BasePath;
        if (folder.Length == 0)
            return next(context);
        if (context.Request.Path.StartsWithSegments(folder, StringComparison.Ordinal, out var rest))
        {
            context.Request.PathBase = folder;
            context.Request.Path = rest;
            return next(context);
        }
        if (context.Request.Path.Value?.StartsWith("/_", StringComparison.Ordinal) == true)
            return next(context);
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
