// What the pools say: the part of each outcome, and what a stake would get now. Whole cents in BigInt, rounded down,
// as markets/indications.py has it.

import { cents, decimal } from "../client/money.js";

/** 2500 basis points as "25%", 3333 as "33.33%": whole, so that those of a market sum to 100%.
 * @param {number | null | undefined} bps */
export function partShown(bps) {
  if (bps === null || bps === undefined) return "–";
  const part = String(bps % 100).padStart(2, "0").replace(/0+$/, "");
  return `${Math.floor(bps / 100)}${part ? `.${part}` : ""}%`;
}

/**
 * What a further stake would get if its outcome won now: it moves the pool itself. What another market carries in is
 * not known here. Null where nothing can be said.
 * @param {{ feeBps: number, mode: string, toteTick: string, outcomes: { nodes: readonly { id: string, pool: string, scratchedAt?: string | null }[] } }} market
 * @param {string} outcome @param {string | null} amount decimal text
 */
export function wouldGet(market, outcome, amount) {
  const live = market.outcomes.nodes.filter(({ scratchedAt }) => !scratchedAt);
  const chosen = live.find(({ id }) => id === outcome);
  if (!chosen || !amount) return null;
  const stake = cents(amount);
  const mine = cents(chosen.pool) + stake;
  const pool = live.reduce((sum, each) => sum + cents(each.pool), stake);
  if (mine === pool) return { amount: decimal(stake), alone: true };
  const losing = pool - mine;
  const kept = (pool * BigInt(market.feeBps)) / 10_000n;
  const profit = losing - (kept < losing ? kept : losing);
  if (market.mode !== "TOTE") return { amount: decimal(stake + (profit * stake) / mine), alone: false };
  const tick = cents(market.toteTick);
  const dividend = ((100n * (mine + profit)) / mine / tick) * tick;
  return { amount: decimal((stake * dividend) / 100n), alone: false };
}
