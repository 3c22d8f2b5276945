namespace DedupPortal.Storage;

/// <summary>
/// An expected failure: something a person can understand and act upon. Each feature declares its own in a file
/// <c>…Errors</c>. <see cref="Code"/> (the type's name) is the key of the sentence that the page shows; the record's other
/// properties are that sentence's parameters.
/// </summary>
public abstract record Failure
{
    public string Code => GetType().Name;

    /// <summary>Values for the placeholders {0}, {1}… of the sentence, in order. Empty when it has none.</summary>
    public virtual IReadOnlyList<object> Parameters => [];
}

/// <summary>The actor's role does not allow this. Nothing was changed.</summary>
public sealed record NotAllowed(Permission Needed) : Failure;

/// <summary>The row is gone, or belongs to another agency; the two look alike on purpose. Nothing was changed.</summary>
public sealed record NotThere : Failure;

/// <summary>Somebody else changed the same thing meanwhile. Nothing was changed.</summary>
public sealed record ChangedMeanwhile : Failure;

/// <summary>A value or an expected failure, never both, never neither.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Failure? failure)
    {
        _value = value;
        Failure = failure;
    }

    public Failure? Failure { get; }

    public bool Succeeded => Failure is null;

    /// <summary>The value. Throws <see cref="InvalidOperationException"/> naming the failure when there is none.</summary>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"The operation failed: {Failure}.");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}

/// <summary>The value of an operation that gives none.</summary>
public readonly record struct Done
{
    public static readonly Done Value;
}
