/**
 * The shortest password that the box takes, in characters: platform's limits.passwordLengthMin,
 * said beside the field before it is sent.
 */
export const PASSWORD_MINIMUM = 12;
