package io.lacuna.internal.inference;

import java.util.SplittableRandom;

/**
 * A kernel that passes every question on to another one. Subclasses answer some of them in another way. Mutable; one thread
 * owns it.
 */
public abstract class ForwardingKernel implements MemberKernel {
    protected final MemberKernel member;

    /**
     * @param member the other kernel, which this one then owns
     */
    protected ForwardingKernel(MemberKernel member) {
        this.member = member;
    }

    @Override
    public void infer(double[] observation) {
        member.infer(observation);
    }

    @Override
    public double logLikelihood() {
        return member.logLikelihood();
    }

    @Override
    public boolean hasLikelihood() {
        return member.hasLikelihood();
    }

    @Override
    public int steps() {
        return member.steps();
    }

    @Override
    public boolean converged() {
        return member.converged();
    }

    @Override
    public double mean(int feature) {
        return member.mean(feature);
    }

    @Override
    public double variance(int feature) {
        return member.variance(feature);
    }

    @Override
    public double correlation(int feature, int other) {
        return member.correlation(feature, other);
    }

    @Override
    public double thirdMoment(int feature) {
        return member.thirdMoment(feature);
    }

    @Override
    public boolean isSmooth(int feature) {
        return member.isSmooth(feature);
    }

    @Override
    public double tolerance() {
        return member.tolerance();
    }

    @Override
    public double cdf(int feature, double value) {
        return member.cdf(feature, value);
    }

    @Override
    public void cdf(int count, int[] features, double[] values, double[] into) {
        member.cdf(count, features, values, into);
    }

    @Override
    public boolean leavesOneOut() {
        return member.leavesOneOut();
    }

    @Override
    public void leaveOneOut(double[] mean, double[] sd) {
        member.leaveOneOut(mean, sd);
    }

    @Override
    public double probability(int feature, int category) {
        return member.probability(feature, category);
    }

    @Override
    public int label(int feature) {
        return member.label(feature);
    }

    @Override
    public int latentSize() {
        return member.latentSize();
    }

    @Override
    public void latent(float[] mean, float[] sd, int offset) {
        member.latent(mean, sd, offset);
    }

    @Override
    public void draw(SplittableRandom random, double[] into) {
        member.draw(random, into);
    }
}
