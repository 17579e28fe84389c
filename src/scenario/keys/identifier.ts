/** Names that are part of a file's name, and of a client's. */

/** Neither a folder, nor hidden, nor a way out of one. */
export const identifierForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u;
