namespace DedupPortal.Bitrix24;

/// <summary>
/// What a call to the portal came to: a value or a <see cref="BitrixError"/>, never both, never neither.
/// Failures that the contract documents are values of this type; only bugs and cancellation throw.
/// </summary>
public readonly record struct BitrixResult<T>
{
    private readonly T? _value;

    private BitrixResult(T? value, BitrixError? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The failure, or null when the call succeeded.</summary>
    public BitrixError? Error { get; }

    public bool Succeeded => Error is null;

    /// <summary>The value. Throws <see cref="InvalidOperationException"/> naming the error when the call failed.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"The call failed: {Error}.");

    /// <summary>Whether it succeeded and, if not, the error's kind and code; never the value, which may hold phones.</summary>
    public override string ToString() => Error is null ? "Succeeded" : Error.ToString();

    public static implicit operator BitrixResult<T>(T value) => new(value, null);

    public static implicit operator BitrixResult<T>(BitrixError error) => new(default, error);
}
