/** State that goes with the way to another screen on which nothing is lost, since what was typed is saved or came to nothing. */
export const settled = "settled";
