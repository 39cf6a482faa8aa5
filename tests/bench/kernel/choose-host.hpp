// `choose/choose-host.ts`: the best host under rules over ranges of hosts.
#pragma once
#include "ranking.hpp"

/** Whether no rule takes anything off the best host of the board. */
inline bool isBestUnder(const HostTable& hosts, int best, const std::vector<RangeRule>& rules) {
  return std::ranges::none_of(rules, [&](const RangeRule& rule) {
    return rule.counts->contains(hosts.domains[rule.domain].of[best]);
  });
}

/** Rank of the best host, -1 for none. */
inline int chooseHost(const HostTable& hosts, ScoreBoard& board, Range ranks, const std::vector<RangeRule>& rules) {
  const int from = static_cast<int>(ranks.from);
  const int to = static_cast<int>(ranks.to);
  const int best = board.bestIn(from, to);
  if (best < 0 || isBestUnder(hosts, best, rules)) return best;
  struct Step {
    int at, penalty, forbidden;
  };
  std::vector<Step> steps;
  for (const auto& rule : rules) {
    const auto& start = hosts.domains[rule.domain].start;
    for (const auto& [domain, podCount] : *rule.counts) {
      const int begin = std::max(from, start[domain]);
      const int end = std::min(to, start[domain + 1]);
      if (begin >= end) continue;
      const int penalty = spreadPenalty(rule.weight, podCount);
      const int forbidden = rule.limit >= 0 && podCount >= rule.limit ? 1 : 0;
      if (penalty == 0 && forbidden == 0) continue;
      steps.push_back({begin, penalty, forbidden});
      steps.push_back({end, -penalty, -forbidden});
    }
  }
  std::ranges::sort(steps, {}, &Step::at);
  int penalty = 0;
  int forbidden = 0;
  int bestScore = INFEASIBLE;
  int bestHost = -1;
  int begin = from;
  for (size_t i = 0; i <= steps.size(); i++) {
    const int end = i < steps.size() ? steps[i].at : to;
    if (end > begin && forbidden == 0) {
      const int host = board.bestIn(begin, end, bestHost < 0 ? INFEASIBLE : bestScore + penalty);
      if (host >= 0) {
        bestScore = board.bestScore - penalty;
        bestHost = host;
      }
    }
    if (i == steps.size()) break;
    begin = std::max(begin, end);
    penalty += steps[i].penalty;
    forbidden += steps[i].forbidden;
  }
  return bestHost;
}
