/** Brokers of one name that mqbench starts at once. */
export const mostInstances = 64;
