/** The languages of the invitation email: the files of shared/mail/locales. */
export const locales = ["da", "de", "en", "es", "fi", "fr", "nb", "nl", "pt", "sv"] as const;
