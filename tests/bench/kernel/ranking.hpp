// Filters, NumaNodes, scores and the board of them: `filter/`, `choose/`, `score/`, `pod-class.ts`, `profiles.ts`. What
// no pod of the bench asks for is left out: taints, GPUs, shares of a NIC, full cores, evenly spread NumaNodes, kept
// addresses, policies of one's own.
#pragma once
#include <bit>
#include <limits>

#include "groups.hpp"

constexpr int SCORE_MAX = 100;
constexpr int INFEASIBLE = -0x40000000;

struct PodClass {
  int cpus, allMilli, memoryMib, diskMib, ioKibps;
  int network, addressMask;
  bool takesVf, single, packs;
  /** By host; empty when all are allowed. */
  std::vector<uint8_t> allowed;
  const HostRule* hostRule;
};

inline PodClass buildPodClass(const HostTable& hosts, const Request& request, const HostRule* hostRule) {
  PodClass klass{request.cpus,    1000 * request.cpus,  request.memoryMib,       request.diskMib, request.ioKibps,
                 request.network, 1 << request.network, request.network == SRIOV, request.single,  request.packs,
                 {},              hostRule};
  if (request.regions.empty()) return klass;
  for (const int region : hosts.domains[DOMAIN_KINDS - 1].of) {
    klass.allowed.push_back(std::ranges::find(request.regions, region) != request.regions.end());
  }
  return klass;
}

inline bool passesQuickly(const HostTable& hosts, int host, const PodClass& klass) {
  return hosts.at(host, FREE_CPU_MILLI) >= klass.allMilli && hosts.at(host, FREE_MEMORY_MIB) >= klass.memoryMib &&
         (!klass.takesVf || hosts.at(host, FREE_VFS) > 0) && hosts.at(host, STATE) == IS_UP &&
         (hosts.at(host, ADDRESSES) & klass.addressMask) == klass.addressMask &&
         (klass.allowed.empty() || klass.allowed[host] == 1);
}

inline bool passesRest(const HostTable& hosts, int host, const PodClass& klass) {
  return (klass.hostRule == nullptr || klass.hostRule->limit < 0 ||
          klass.hostRule->podsOn(host) < klass.hostRule->limit) &&
         ((klass.diskMib == 0 && klass.ioKibps == 0) || hosts.hasDisk(host, klass.diskMib, klass.ioKibps));
}

/** Every non-empty set of NumaNodes, by size, then by value. */
inline std::array<std::vector<uint8_t>, NUMA_NODES_MAX + 1> numaMasks() {
  std::array<std::vector<uint8_t>, NUMA_NODES_MAX + 1> all;
  for (int count = 0; count <= NUMA_NODES_MAX; count++) {
    for (int mask = 1; mask < 1 << count; mask++) all[count].push_back(static_cast<uint8_t>(mask));
    std::ranges::stable_sort(all[count], {}, [](uint8_t mask) { return std::popcount(mask); });
  }
  return all;
}
inline const auto NUMA_MASKS = numaMasks();

inline int numaSum(const HostTable& hosts, int host, int mask, int field) {
  int sum = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) sum += hosts.at(host, field + std::countr_zero(rest));
  return sum;
}

inline bool holds(const HostTable& hosts, int host, const PodClass& klass, int mask) {
  int cpus = 0;
  int memoryMib = 0;
  int vfs = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) {
    const int numa = std::countr_zero(rest);
    cpus += hosts.at(host, NUMA_FREE_CPUS + numa);
    memoryMib += hosts.at(host, NUMA_FREE_MEMORY_MIB + numa);
    vfs += hosts.at(host, NUMA_FREE_VFS + numa);
  }
  return cpus >= klass.cpus && memoryMib >= klass.memoryMib && (!klass.takesVf || vfs > 0);
}

inline int chooseSeveral(const HostTable& hosts, int host, const PodClass& klass, int sign) {
  const int numaCount = hosts.at(host, NUMA_COUNT);
  const auto& masks = NUMA_MASKS[numaCount];
  int best = 0;
  int bestKey = std::numeric_limits<int>::max();
  for (size_t i = numaCount; i < masks.size(); i++) {
    const int mask = masks[i];
    if (best != 0 && std::popcount(masks[i]) > std::popcount(static_cast<unsigned>(best))) break;
    if (!holds(hosts, host, klass, mask)) continue;
    const int key = sign * numaSum(hosts, host, mask, NUMA_FREE_CPUS);
    if (key >= bestKey) continue;
    best = mask;
    bestKey = key;
  }
  return best;
}

inline int chooseNumaNodes(const HostTable& hosts, int host, const PodClass& klass) {
  const int sign = klass.packs ? 1 : -1;
  const int numaCount = hosts.at(host, NUMA_COUNT);
  int best = 0;
  int bestKey = std::numeric_limits<int>::max();
  for (int numa = 0; numa < numaCount; numa++) {
    const int free = hosts.at(host, NUMA_FREE_CPUS + numa);
    if (klass.takesVf && hosts.at(host, NUMA_FREE_VFS + numa) == 0) continue;
    if (free < klass.cpus || sign * free >= bestKey) continue;
    if (hosts.at(host, NUMA_FREE_MEMORY_MIB + numa) < klass.memoryMib) continue;
    best = 1 << numa;
    bestKey = sign * free;
  }
  return best != 0 || klass.single ? best : chooseSeveral(hosts, host, klass, sign);
}

inline int spreadPenalty(int weight, int podCount) { return weight * std::min(SCORE_MAX, 20 * podCount); }

/** What NumaTight says at most, whatever the NumaNodes. */
inline int tightAtMost(const HostTable& hosts, const PodClass& klass, int host) {
  int free = hosts.at(host, NUMA_LEAST_FREE);
  if (free < klass.cpus && klass.single) free = hosts.at(host, NUMA_NEXT_FREE);
  if (free <= klass.cpus) return SCORE_MAX;
  return SCORE_MAX - SCORE_MAX * (free - klass.cpus) / hosts.at(host, NUMA_MOST_ALLOCATABLE);
}

/** What a host scores at most under the profiles `pack` and `spread`, whatever NumaNodes the pod stands on. */
inline int estimateOf(const HostTable& hosts, const PodClass& klass, int host) {
  if (!passesQuickly(hosts, host, klass)) return INFEASIBLE;
  const int allocatable = 1000 * hosts.at(host, CPUS_ALLOCATABLE);
  const int free = hosts.at(host, FREE_CPU_MILLI);
  const int vfs = hosts.at(host, VF_COUNT);
  const int vfSpared = klass.takesVf || vfs == 0 ? SCORE_MAX : SCORE_MAX * (vfs - hosts.at(host, FREE_VFS)) / vfs;
  if (klass.packs) {
    const int packed = SCORE_MAX * (allocatable - free + klass.allMilli) / allocatable;
    return SCORE_MAX + 5 * packed + tightAtMost(hosts, klass, host) + vfSpared;
  }
  const int memoryMib = hosts.at(host, MEMORY_MIB_ALLOCATABLE);
  const int memoryFree =
      memoryMib == 0 ? 0 : SCORE_MAX * (hosts.at(host, FREE_MEMORY_MIB) - klass.memoryMib) / memoryMib;
  return 4 * SCORE_MAX + 3 * (SCORE_MAX * (free - klass.allMilli) / allocatable) + memoryFree + vfSpared;
}

/** The score of a host that scores at most so much as estimateOf says. */
inline int settled(const HostTable& hosts, const PodClass& klass, int host, int atMost) {
  if (!passesRest(hosts, host, klass)) return INFEASIBLE;
  const int mask = chooseNumaNodes(hosts, host, klass);
  if (mask == 0) return INFEASIBLE;
  const int fewest = SCORE_MAX / std::popcount(static_cast<unsigned>(mask));
  int score = atMost + (klass.packs ? 1 : 4) * (fewest - SCORE_MAX);
  if (klass.packs) {
    const int free = numaSum(hosts, host, mask, NUMA_FREE_CPUS);
    const int allocatable = numaSum(hosts, host, mask, NUMA_CPUS_ALLOCATABLE);
    const int tight = allocatable == 0 ? SCORE_MAX : SCORE_MAX - SCORE_MAX * (free - klass.cpus) / allocatable;
    score += tight - tightAtMost(hosts, klass, host);
  }
  if (klass.hostRule == nullptr || klass.hostRule->weight == 0) return score;
  return score - spreadPenalty(klass.hostRule->weight, klass.hostRule->podsOn(host));
}

/** `choose/score-board.ts` */
class ScoreBoard {
 public:
  int bestScore = INFEASIBLE;

  ScoreBoard(const HostTable& hosts, const PodClass& klass)
      : hosts_(hosts),
        klass_(klass),
        size_(hosts.hostCount),
        regions_((size_ + FAN * FAN - 1) / (FAN * FAN), INFEASIBLE),
        blocks_(regions_.size() * FAN, INFEASIBLE),
        estimated_(blocks_.size()),
        scores_(blocks_.size() * FAN, INFEASIBLE) {}

  void estimate(int rank, int atMost) {
    const int block = rank >> FAN_BITS;
    estimated_[block] |= 1u << (rank & (FAN - 1));
    scores_[rank] = atMost;
    if (atMost <= blocks_[block]) return;
    blocks_[block] = atMost;
    int& bound = regions_[block >> FAN_BITS];
    if (atMost > bound) bound = atMost;
  }

  int bestIn(int from, int to, int beaten = INFEASIBLE) {
    best_ = -1;
    bestScore = beaten;
    const int end = to == size_ ? static_cast<int>(scores_.size()) : to;
    const int blockFrom = (from + FAN - 1) >> FAN_BITS;
    const int blockEnd = end >> FAN_BITS;
    if (blockFrom >= blockEnd) {
      lookAt(from, end);
      return best_;
    }
    lookAt(from, blockFrom << FAN_BITS);
    const int regionFrom = (blockFrom + FAN - 1) >> FAN_BITS;
    const int regionEnd = blockEnd >> FAN_BITS;
    if (regionFrom >= regionEnd) {
      lookIntoBlocks(blockFrom, blockEnd);
    } else {
      lookIntoBlocks(blockFrom, regionFrom << FAN_BITS);
      lookIntoRegions(regionFrom, regionEnd);
      lookIntoBlocks(regionEnd << FAN_BITS, blockEnd);
    }
    lookAt(blockEnd << FAN_BITS, end);
    return best_;
  }

 private:
  static constexpr int FAN_BITS = 5;
  static constexpr int FAN = 1 << FAN_BITS;

  /** The first of [from, end) that has the highest of the values there. */
  static int highestIn(const std::vector<int>& values, int from, int end) {
    int at = from;
    int highest = values[from];
    for (int i = from + 1; i < end; i++) {
      if (values[i] <= highest) continue;
      highest = values[i];
      at = i;
    }
    return at;
  }

  void lookIntoRegions(int from, int end) {
    for (;;) {
      const int region = highestIn(regions_, from, end);
      if (regions_[region] <= bestScore) return;
      const int block = highestIn(blocks_, region << FAN_BITS, (region + 1) << FAN_BITS);
      if (blocks_[block] < regions_[region]) regions_[region] = blocks_[block];
      else if (reaches(block)) return;
    }
  }

  void lookIntoBlocks(int from, int end) {
    if (from >= end) return;
    for (;;) {
      const int block = highestIn(blocks_, from, end);
      if (blocks_[block] <= bestScore || reaches(block)) return;
    }
  }

  bool reaches(int block) {
    const int rank = highestSettled(block << FAN_BITS, (block + 1) << FAN_BITS);
    if (scores_[rank] < blocks_[block]) {
      blocks_[block] = scores_[rank];
      return false;
    }
    best_ = rank;
    bestScore = scores_[rank];
    return true;
  }

  void lookAt(int from, int end) {
    if (from >= end) return;
    const int rank = highestSettled(from, end);
    if (scores_[rank] <= bestScore) return;
    best_ = rank;
    bestScore = scores_[rank];
  }

  int highestSettled(int from, int end) {
    for (;;) {
      const int rank = highestIn(scores_, from, end);
      const int atMost = scores_[rank];
      const unsigned bit = 1u << (rank & (FAN - 1));
      unsigned& estimated = estimated_[rank >> FAN_BITS];
      if ((estimated & bit) == 0 || atMost <= bestScore) return rank;
      estimated &= ~bit;
      scores_[rank] = settled(hosts_, klass_, rank, atMost);
      if (scores_[rank] == atMost) return rank;
    }
  }

  const HostTable& hosts_;
  const PodClass& klass_;
  const int size_;
  int best_ = -1;
  std::vector<int> regions_;
  std::vector<int> blocks_;
  std::vector<unsigned> estimated_;
  std::vector<int> scores_;
};

struct RankingScratch {
  std::vector<int> changed;

  explicit RankingScratch(int hostCount) : changed(hostCount + 1) {}
};

/** `choose/ranking.ts` */
class Ranking {
 public:
  const PodClass klass;

  Ranking(const HostTable& hosts, PodClass of) : klass(std::move(of)), hosts_(hosts), board_(hosts, klass) {}

  ScoreBoard& refreshed(RankingScratch& scratch) {
    auto& changed = scratch.changed;
    int count = hosts_.journal.changedSince(current_, changed);
    if (count < 0) {
      count = hosts_.hostCount;
      for (int host = 0; host < count; host++) changed[host] = host;
    }
    for (int i = 0; i < count; i++) board_.estimate(changed[i], estimateOf(hosts_, klass, changed[i]));
    current_ = hosts_.journal.end();
    return board_;
  }

 private:
  const HostTable& hosts_;
  ScoreBoard board_;
  int current_ = -1;
};
