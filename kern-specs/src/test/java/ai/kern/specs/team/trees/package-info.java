/**
 * Random trees of teams in all modes. A {@link ai.kern.specs.team.trees.TreeGenerator} plans a tree with all that its models will say and all
 * that people will answer; a {@link ai.kern.specs.team.trees.Playthrough} plays it by the engine, with answers in portions by chance
 * and restarts in between; a {@link ai.kern.specs.team.trees.Forecast} knows from the plan alone how the tree has to stand after
 * each portion, and a {@link ai.kern.specs.team.trees.Judge} compares.
 */
package ai.kern.specs.team.trees;
