/**
 * Decides what a column of a table is: numbers, flags, categories, or nothing to model.
 *
 * <p>A file is read twice. The first time {@link io.lacuna.app.table.column.StyleVotes} counts how each column writes
 * numbers and decides its {@link io.lacuna.app.table.column.NumberStyle}: decimal mark, thousands separator, unit. The
 * second time {@link io.lacuna.app.table.column.ColumnSketch} collects the cells read in that style, and {@link
 * io.lacuna.app.table.column.ColumnRules} decides the {@link io.lacuna.app.table.column.Column}, with its reason and
 * with notes for the user.
 *
 * <p>A cell is one of these:
 *
 * <ul>
 *   <li>missing: empty, {@code NA}, a sentinel, a sign such as {@code ?} ({@link
 * io.lacuna.app.table.column.MissingCells}); it will be filled;
 *   <li>a number or a label that a model learns;
 *   <li>a stray: {@code err} in a column of numbers. It is missing for the model and not changed in the output.
 * </ul>
 *
 * <p>A new rule for a kind of column is a case of {@code ColumnRules}; the facts it needs about the cells are collected
 * in {@code ColumnSketch}.
 */
@NullMarked
package io.lacuna.app.table.column;

import org.jspecify.annotations.NullMarked;
