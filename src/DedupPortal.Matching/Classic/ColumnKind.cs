namespace DedupPortal.Matching.Classic;

/// <summary>What a column of a person list holds, which decides how two of its values are compared.</summary>
public enum ColumnKind
{
    /// <summary>A first name; may stand in the surname's column.</summary>
    First,

    /// <summary>A surname; may stand in the first name's column.</summary>
    Last,

    /// <summary>A day, year first or day first, or its eight digits.</summary>
    Date,

    /// <summary>Letters and digits without sense inside: postcode, document, house number.</summary>
    Code,

    /// <summary>Words: street, place, company. Two such columns may stand in each other's place.</summary>
    Text,

    /// <summary>One of a few words: sex, state, occupation. Equal or not.</summary>
    Word,

    /// <summary>A phone as typed.</summary>
    Phone,

    /// <summary>An e-mail address.</summary>
    Email,
}
