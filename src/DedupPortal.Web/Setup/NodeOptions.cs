using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>What this program does among its like, section <c>Node</c>.</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary><c>web</c>: pages; <c>worker</c>: scans, merges and undos; <c>both</c>. Any number of each share one database.</summary>
    public string Roles { get; set; } = "both";

    public bool IsWeb => Roles is "web" or "both";

    public bool IsWorker => Roles is "worker" or "both";
}

/// <summary>Names what is wrong in the section <c>Node</c>.</summary>
public sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options) => options.IsWeb || options.IsWorker
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Node:Roles is \"{options.Roles}\"; it must be web, worker or both.");
}
