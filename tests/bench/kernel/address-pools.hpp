// `state/address-pools.ts`: IP pools and which hosts may use them; a free address is a set bit.
#pragma once
#include <bit>

#include "input.hpp"

class AddressPools {
 public:
  explicit AddressPools(const Input& input) {
    const auto hostCount = input.hosts.size();
    for (auto& hosts : usable_) hosts.resize(hostCount);
    wordStart_.push_back(0);
    for (size_t index = 0; index < input.pools.size(); index++) {
      const auto& given = input.pools[index];
      Pool pool;
      for (const auto& [first, last] : given.addresses) {
        pool.firstOf.push_back(first);
        pool.offsetOf.push_back(pool.size);
        pool.size += last - first + 1;
      }
      for (const auto& [from, to] : given.ranks) {
        for (auto host = from; host < to; host++) {
          pool.hosts.push_back(static_cast<int>(host));
          for (int network = 0; network < NETWORKS; network++) {
            if ((given.networks >> network) & 1) usable_[network][host].push_back(static_cast<int>(index));
          }
        }
      }
      lowWord_.push_back(wordStart_.back());
      wordStart_.push_back(wordStart_.back() + static_cast<int>((pool.size + 31) / 32));
      free_.resize(wordStart_.back());
      for (int64_t bit = 0; bit < pool.size; bit++) free_[lowWord_.back() + (bit >> 5)] |= 1u << (bit & 31);
      freeCount_.push_back(static_cast<int>(pool.size));
      pools_.push_back(std::move(pool));
    }
  }

  int firstFreePool(int host, int network) const {
    for (const int pool : usable_[network][host]) {
      if (freeCount_[pool] > 0) return pool;
    }
    return -1;
  }

  int64_t lowestFree(int pool) {
    for (int word = lowWord_[pool];; word++) {
      check(word < wordStart_[pool + 1], "a pool asked for an address has one");
      if (free_[word] == 0) continue;
      lowWord_[pool] = word;
      return addressAt(pool, (static_cast<int64_t>(word - wordStart_[pool]) << 5) + std::countr_zero(free_[word]));
    }
  }

  /** Returns the hosts whose feasibility may change, or null. */
  const std::vector<int>* take(int pool, int64_t address) {
    const auto offset = offsetOf(pool, address);
    uint32_t& word = free_[wordStart_[pool] + (offset >> 5)];
    check((word & (1u << (offset & 31))) != 0, "an address is taken once");
    word &= ~(1u << (offset & 31));
    return --freeCount_[pool] == 0 ? &pools_[pool].hosts : nullptr;
  }

 private:
  struct Pool {
    std::vector<int64_t> firstOf;
    std::vector<int64_t> offsetOf;
    int64_t size = 0;
    std::vector<int> hosts;
  };

  int64_t addressAt(int pool, int64_t offset) const {
    const auto& [firstOf, offsets, size, hosts] = pools_[pool];
    auto range = offsets.size() - 1;
    while (offsets[range] > offset) range--;
    return firstOf[range] + offset - offsets[range];
  }

  int64_t offsetOf(int pool, int64_t address) const {
    const auto& [firstOf, offsets, size, hosts] = pools_[pool];
    auto range = firstOf.size() - 1;
    while (firstOf[range] > address) range--;
    return offsets[range] + address - firstOf[range];
  }

  std::vector<Pool> pools_;
  std::vector<int> wordStart_;
  std::vector<uint32_t> free_;
  std::vector<int> freeCount_;
  std::vector<int> lowWord_;
  std::array<std::vector<std::vector<int>>, NETWORKS> usable_;
};
