// The placement kernel of the engine in C++: filter, score, choose, reserve and book, with the engine's own algorithms
// and layout of data, for what `placement.ts` asks for. It is the yardstick of the engine's speed, so it has no
// cleverness that the engine has not. Pods, games and zones are numbers here: names are no part of the kernel.
//
//   kernel INPUT [PLACEMENTS]
//
// Reads INPUT (`input.hpp`), places every pod round by round, prints `PLACED SECONDS PROCESSOR_SECONDS DIGEST` and
// writes a line a placement to PLACEMENTS: pod, host, Cpus, MiB by NumaNode, disk, VF, pool, address. Seconds are those
// of the rounds alone, reading and set-up left out. Digest: FNV-1a, 64 bits, of the lines with their ends.
#include <chrono>
#include <ctime>
#include <memory>

#include "choose-host.hpp"
#include "reserve.hpp"

/** A component's pods, where they are and how they rank the hosts. */
struct Component {
  const Request* request;
  SpreadGroups groups;
};

struct Waiting {
  const PodInput* pod;
  bool tried = false;
};

struct Placement {
  int pod;
  Holding holding;
};

class Kernel {
 public:
  explicit Kernel(const Input& input) : hosts_(input), together_(hosts_), scratch_(hosts_.hostCount) {
    for (const auto& request : input.components) components_.push_back({&request, SpreadGroups(hosts_, request)});
    int classCount = 0;
    for (const auto& request : input.components) classCount = std::max(classCount, request.klass + 1);
    rankings_.resize(classCount);
  }

  void observe(const PodInput& pod) { pending_.push_back({&pod}); }

  /** One round. What did not fit waits on and is not tried again: nothing is ever freed here. */
  std::vector<Placement> decide() {
    std::vector<Placement> placements;
    size_t kept = 0;
    for (auto& waiting : pending_) {
      if (waiting.tried || !place(*waiting.pod, placements)) pending_[kept++] = {waiting.pod, true};
    }
    pending_.resize(kept, Waiting{nullptr});
    return placements;
  }

 private:
  bool place(const PodInput& pod, std::vector<Placement>& placements) {
    auto& [request, groups] = components_[pod.component];
    auto& ranking = rankings_[request->klass];
    if (!ranking) ranking = std::make_unique<Ranking>(hosts_, buildPodClass(hosts_, *request, groups.hostRule()));
    const Range range = together_.range(request->together, pod);
    const auto rules = groups.rangeRules(pod.zone);
    const int host = chooseHost(hosts_, ranking->refreshed(scratch_), range, rules);
    if (host < 0) return false;
    Holding holding = reserve(hosts_, host, ranking->klass);
    hosts_.take(holding);
    groups.count(pod.zone, host);
    for (const auto& rule : request->together) together_.move(rule, pod, host);
    placements.push_back({pod.number, std::move(holding)});
    return true;
  }

  HostTable hosts_;
  TogetherGroups together_;
  RankingScratch scratch_;
  std::vector<Component> components_;
  std::vector<std::unique_ptr<Ranking>> rankings_;
  std::vector<Waiting> pending_;
};

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
  return text;
}

std::string lineOf(const Placement& placement) {
  const auto& [host, cpus, memoryMib, disk, diskMib, ioKibps, vf, pool, ip] = placement.holding;
  std::string line = std::to_string(placement.pod) + ' ' + std::to_string(host) + ' ' + joined(cpus) + ' ';
  line += joined(memoryMib) + ' ' + std::to_string(disk) + ' ' + std::to_string(vf) + ' ';
  return line + std::to_string(pool) + ' ' + std::to_string(ip) + '\n';
}

int main(int count, char** words) {
  check(count == 2 || count == 3, "usage: kernel INPUT [PLACEMENTS]");
  const Input input = readInput(words[1]);
  Kernel kernel(input);
  std::vector<std::vector<Placement>> rounds;
  const auto clockBegun = std::clock();
  const auto begun = std::chrono::steady_clock::now();
  for (size_t i = 0; i < input.pods.size(); i++) {
    kernel.observe(input.pods[i]);
    const bool isLast = i + 1 == input.pods.size() || input.pods[i + 1].round > input.pods[i].round;
    if (isLast) rounds.push_back(kernel.decide());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  const double ownSeconds = static_cast<double>(std::clock() - clockBegun) / CLOCKS_PER_SEC;
  uint64_t digest = 0xcbf29ce484222325;
  size_t placed = 0;
  std::ofstream file;
  if (count == 3) file.open(words[2], std::ios::binary);
  for (const auto& placements : rounds) {
    placed += placements.size();
    for (const auto& placement : placements) {
      const std::string line = lineOf(placement);
      for (const char letter : line) digest = (digest ^ static_cast<uint8_t>(letter)) * 0x100000001b3;
      if (file.is_open()) file << line;
    }
  }
  check(!file.is_open() || file.flush().good(), "placements can be written");
  std::printf("%zu %.6f %.6f %016llx\n", placed, seconds.count(), ownSeconds, static_cast<unsigned long long>(digest));
}
