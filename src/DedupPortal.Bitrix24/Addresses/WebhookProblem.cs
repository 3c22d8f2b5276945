namespace DedupPortal.Bitrix24;

/// <summary>Why a pasted text is not an incoming webhook. A code: the sentence is chosen where it is shown.</summary>
public enum WebhookProblem
{
    /// <summary>None: the text was read.</summary>
    None,

    /// <summary>Nothing, or only white space, was given.</summary>
    Empty,

    /// <summary>No web address was found in the text.</summary>
    NoAddress,

    /// <summary>The address is neither http nor https.</summary>
    WrongScheme,

    /// <summary>The address carries a user name or password before the host.</summary>
    HasUserName,

    /// <summary>The path holds no <c>/rest/</c>: a page of the portal, or another site.</summary>
    NoRestPath,

    /// <summary>No user number follows <c>/rest/</c>: the address of an application, or REST 3.</summary>
    NoUserId,

    /// <summary>The secret is missing.</summary>
    NoSecret,

    /// <summary>The secret is shortened or starred out, as pages show it.</summary>
    SecretMasked,

    /// <summary>The secret holds characters that Bitrix24 does not use.</summary>
    SecretMalformed,

    /// <summary>The text holds more than one webhook, and they differ.</summary>
    SeveralWebhooks,
}
