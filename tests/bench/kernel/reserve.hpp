// `reserve/`: what a pod gets on the host that is chosen.
#pragma once
#include "ranking.hpp"

inline std::vector<int> shareByRoom(int amount, int mask, const std::vector<int>& room) {
  std::vector<int> shares(room.size());
  std::vector<int> order;
  for (size_t numa = 0; numa < room.size(); numa++) {
    if ((mask >> numa) & 1) order.push_back(static_cast<int>(numa));
  }
  std::ranges::stable_sort(order, [&](int a, int b) { return room[a] > room[b]; });
  int rest = amount;
  for (const int numa : order) {
    shares[numa] = std::min(rest, room[numa]);
    rest -= shares[numa];
  }
  return shares;
}

inline std::vector<int> shareByWeight(int amount, int mask, const std::vector<int>& weights, std::vector<int> room) {
  int64_t weightSum = 0;
  for (const int weight : weights) weightSum += weight;
  std::vector<int> shares(room.size());
  int rest = amount;
  for (size_t numa = 0; numa < room.size(); numa++) {
    if (((mask >> numa) & 1) == 0 || weightSum == 0) continue;
    const int64_t part = static_cast<int64_t>(amount) * weights[numa] / weightSum;
    shares[numa] = static_cast<int>(std::min<int64_t>(room[numa], part));
    room[numa] -= shares[numa];
    rest -= shares[numa];
  }
  const auto more = shareByRoom(rest, mask, room);
  for (size_t numa = 0; numa < room.size(); numa++) shares[numa] += more[numa];
  return shares;
}

inline bool isLeft(const HostTable& hosts, int host, int cpu, const std::vector<int>& picked) {
  return hosts.isCpuFree(host, cpu) && std::ranges::find(picked, cpu) == picked.end();
}

inline int pickFromFullest(const HostTable& hosts, int host, int numa, int needed, std::vector<int>& picked) {
  const auto& [threads, cpuEnd, cores, coreStart, cpusOf, numaOf, coreOf] = hosts.shape(host);
  int best = -1;
  int bestLeft = std::numeric_limits<int>::max();
  for (int core = coreStart[numa]; core < coreStart[numa + 1] && bestLeft > 1; core++) {
    if (hosts.freeOfCore(host, core) == 0) continue;
    int left = 0;
    for (const int cpu : cores[core]) left += isLeft(hosts, host, cpu, picked);
    if (left == 0 || left >= bestLeft) continue;
    best = core;
    bestLeft = left;
  }
  check(best >= 0, "a NumaNode has the Cpus");
  int taken = 0;
  for (const int cpu : cores[best]) {
    if (taken == needed || !isLeft(hosts, host, cpu, picked)) continue;
    picked.push_back(cpu);
    taken++;
  }
  return taken;
}

inline void pickCpus(const HostTable& hosts, int host, int numa, int count, std::vector<int>& picked) {
  const auto& shape = hosts.shape(host);
  int needed = count;
  for (int core = shape.coreStart[numa]; core < shape.coreStart[numa + 1] && needed > 0; core++) {
    const auto& cpus = shape.cores[core];
    if (static_cast<int>(cpus.size()) > needed || hosts.freeOfCore(host, core) < static_cast<int>(cpus.size()))
      continue;
    picked.insert(picked.end(), cpus.begin(), cpus.end());
    needed -= static_cast<int>(cpus.size());
  }
  while (needed > 0) needed -= pickFromFullest(hosts, host, numa, needed, picked);
}

inline int pickVf(const HostTable& hosts, int host, int numaMask) {
  for (int vf = 0; vf < hosts.at(host, VF_COUNT); vf++) {
    if (((numaMask >> hosts.vfNuma(host, vf)) & 1) == 1 && hosts.isVfFree(host, vf)) return vf;
  }
  return -1;
}

inline int pickDisk(const HostTable& hosts, int host, const PodClass& klass) {
  if (klass.diskMib == 0 && klass.ioKibps == 0) return -1;
  const int sign = klass.packs ? 1 : -1;
  int best = -1;
  int bestKey = std::numeric_limits<int>::max();
  for (int disk = 0; disk < hosts.at(host, DISK_COUNT); disk++) {
    const int free = hosts.at(host, DISK_FREE_MIB + disk);
    const bool fits = free >= klass.diskMib && hosts.at(host, DISK_FREE_IO + disk) >= klass.ioKibps;
    if (!fits || sign * free >= bestKey) continue;
    best = disk;
    bestKey = sign * free;
  }
  return best;
}

inline void pickCpusAndMemory(const HostTable& hosts, const PodClass& klass, int numaMask, Holding& holding) {
  const int host = holding.host;
  const int numaCount = hosts.at(host, NUMA_COUNT);
  if (std::has_single_bit(static_cast<unsigned>(numaMask))) {
    const int numa = std::countr_zero(static_cast<unsigned>(numaMask));
    pickCpus(hosts, host, numa, klass.cpus, holding.cpus);
    holding.memoryMib.resize(numaCount);
    holding.memoryMib[numa] = klass.memoryMib;
  } else {
    std::vector<int> cpuRoom;
    std::vector<int> memoryRoom;
    for (int numa = 0; numa < numaCount; numa++) {
      cpuRoom.push_back(hosts.at(host, NUMA_FREE_CPUS + numa));
      memoryRoom.push_back(hosts.at(host, NUMA_FREE_MEMORY_MIB + numa));
    }
    const auto cpuShares = shareByRoom(klass.cpus, numaMask, cpuRoom);
    for (int numa = 0; numa < numaCount; numa++) pickCpus(hosts, host, numa, cpuShares[numa], holding.cpus);
    holding.memoryMib = shareByWeight(klass.memoryMib, numaMask, cpuShares, memoryRoom);
  }
  std::ranges::sort(holding.cpus);
}

/** Everything a pod of the class gets on a host that is feasible for it. Does not book it. */
inline Holding reserve(HostTable& hosts, int host, const PodClass& klass) {
  const int numaMask = chooseNumaNodes(hosts, host, klass);
  check(numaMask != 0, "a chosen host can hold the pod");
  Holding holding{host, {}, {}, -1, klass.diskMib, klass.ioKibps, -1, -1, 0};
  pickCpusAndMemory(hosts, klass, numaMask, holding);
  if (klass.takesVf) holding.vf = pickVf(hosts, host, numaMask);
  check(klass.takesVf == (holding.vf >= 0), "a chosen NumaNode has the VF");
  holding.pool = hosts.pools.firstFreePool(host, klass.network);
  check(holding.pool >= 0, "a chosen host has an address");
  holding.ip = hosts.pools.lowestFree(holding.pool);
  holding.disk = pickDisk(hosts, host, klass);
  return holding;
}
