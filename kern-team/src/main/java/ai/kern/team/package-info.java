/**
 * Teams of agents. A {@link ai.kern.team.Team} is an agent whose tools are its members: what a member's protected tool waits for,
 * the team's run waits for, and continuing the team's run takes each answer to the member that owns it.
 */
@NullMarked
package ai.kern.team;

import org.jspecify.annotations.NullMarked;
