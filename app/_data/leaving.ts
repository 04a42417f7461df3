/** Set when somebody signs out on this page: then the end of the session is no news, and the page is on its way already. */
export const leaving = { isMeant: false };
