package io.lacuna.internal.training.boosting;

/**
 * When a tree stops growing.
 *
 * @param leaves largest number of leaves
 * @param leastWeight smallest weight of a leaf, in rows
 * @param shrinkage added to the weight of a leaf, in rows: small leaves say less
 * @param rate share of a leaf's mean residual that the tree takes
 * @param inputs share of the inputs that a tree may ask for
 */
record GrowthRule(int leaves, double leastWeight, double shrinkage, double rate, double inputs) {}
