namespace DedupPortal.Matching.Names;

/// <summary>The parts of a person's name in normal form; whatever the text does not say is null.</summary>
internal sealed record PersonName
{
    internal static PersonName Empty { get; } = new();

    /// <summary>First name.</summary>
    internal NameForm? First { get; init; }

    /// <summary>The first name as it was read.</summary>
    internal string? FirstText { get; init; }

    /// <summary>Whether a different first name elsewhere speaks against one person. A nickname does not.</summary>
    internal bool FirstCertain { get; init; }

    /// <summary>Surname, masculine skeleton.</summary>
    internal string? Surname { get; init; }

    /// <summary>The surname as it was read.</summary>
    internal string? SurnameText { get; init; }

    /// <summary>Whether a different surname elsewhere speaks against one person.</summary>
    internal bool SurnameCertain { get; init; }

    /// <summary>First letter of the surname's skeleton where only an initial is given, else '\0'.</summary>
    internal char SurnameInitial { get; init; }

    /// <summary>Stem of the father's name.</summary>
    internal string? Patronymic { get; init; }

    /// <summary>The patronymic as it was read.</summary>
    internal string? PatronymicText { get; init; }

    /// <summary>Sex, where name, patronymic and surname do not disagree.</summary>
    internal Sex Sex { get; init; }

    /// <summary>Steps that changed something.</summary>
    internal NameRules Rules { get; init; }

    /// <summary>The normal form in one line: first name's key, patronymic stem, surname or initial; "-" where silent.</summary>
    internal string NormalForm =>
      string.Join(' ', First?.Key ?? "-", Patronymic ?? "-", Surname ?? (SurnameInitial == '\0' ? "-" : SurnameInitial + "."));
}
