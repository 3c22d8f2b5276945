using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

/// <summary>The portal says no: HTTP status, the `error` value (text, empty text or a number) and its description.</summary>
internal sealed class RestRefusalException(int status, JsonNode error, string description) : Exception(description)
{
    public int Status { get; } = status;

    public string Description { get; } = description;

    public string? Argument { get; init; }

    /// <summary>With the code 100 as a number; any other code stays.</summary>
    public RestRefusalException WithNumericCode() => Php.Text(error) == "100" ? new(Status, 100, Description) { Argument = Argument } : this;

    public JsonObject ToJson()
    {
        var body = new JsonObject { ["error"] = error.DeepClone(), ["error_description"] = Description };
        if (Argument is not null)
            body["argument"] = Argument;
        return body;
    }

    /// <summary>Old CRM methods: an empty code and only a text.</summary>
    public static RestRefusalException Plain(string description) => new(400, "", description);

    /// <summary>Newer controllers that have no code answer the number zero.</summary>
    public static RestRefusalException Zero(string description) => new(400, 0, description);

    public static RestRefusalException Code(string code, string description, int status = 400) => new(status, code, description);

    /// <summary>Modules that name the argument beside the sentence.</summary>
    public static RestRefusalException Empty(string argument) =>
        new(400, "ERROR_ARGUMENT", $"Argument '{argument}' is null or empty") { Argument = argument };

    public static RestRefusalException Missing(string parameter) =>
        new(400, "100", $"Could not find value for parameter {{{parameter}}}");
}
