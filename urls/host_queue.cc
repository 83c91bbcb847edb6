#include "urls/host_queue.h"

#include <algorithm>
#include <tuple>

namespace tandem {

FrontierNode::FrontierNode(uint64_t node_id, HostQueue* queue, const FrontierEntry& entry)
    : id(node_id),
      host(queue),
      attempts(entry.attempts),
      robots_held(entry.robots_held),
      lost_leases(entry.lost_leases) {
  assign(entry);
}

void FrontierNode::assign(const FrontierEntry& entry) {
  depth = entry.depth;
  order = entry.order;
  redirects = entry.redirects;
  set_text(entry);
}

void FrontierNode::set_text(const FrontierEntry& entry) {
  const bool has_key = !entry.key.empty() && entry.key != entry.url;
  std::string text;
  text.reserve(entry.url.size() + (has_key ? entry.key.size() : 0) + entry.referrer.size());
  text += entry.url;
  if (has_key) text += entry.key;
  text += entry.referrer;
  text_ = std::move(text);
  url_size_ = static_cast<uint32_t>(entry.url.size());
  key_size_ = has_key ? static_cast<uint32_t>(entry.key.size()) : 0;
}

std::string_view FrontierNode::url() const { return std::string_view(text_).substr(0, url_size_); }

std::string_view FrontierNode::key() const {
  return key_size_ == 0 ? url() : std::string_view(text_).substr(url_size_, key_size_);
}

std::string_view FrontierNode::referrer() const {
  return std::string_view(text_).substr(size_t{url_size_} + key_size_);
}

FrontierEntry FrontierNode::entry() const {
  FrontierEntry entry;
  entry.url = url();
  entry.key = key();
  entry.host = host->name();
  entry.referrer = referrer();
  entry.depth = depth;
  entry.order = order;
  entry.redirects = redirects;
  entry.attempts = attempts;
  entry.robots_held = robots_held;
  entry.lost_leases = lost_leases;
  return entry;
}

bool FrontierNode::is_improved_by(const FrontierEntry& entry) const {
  return std::make_tuple(entry.depth, std::string_view(entry.referrer), entry.order) <
         std::make_tuple(depth, referrer(), order);
}

bool HostQueue::NodeOrder::operator()(const FrontierNode* a, const FrontierNode* b) const {
  if (a->depth != b->depth) return a->depth < b->depth;
  if (a->is_first != b->is_first) return a->is_first;
  if (const int by_referrer = a->referrer().compare(b->referrer())) return by_referrer < 0;
  if (a->order != b->order) return a->order < b->order;
  return a->key() < b->key();
}

void HostQueue::push(FrontierNode* node, SteadyTime now) {
  node->is_leased = false;
  node->is_waiting = node->time > now;
  if (node->is_waiting) {
    waiting_.emplace(node->time, node);
  } else {
    ready_.insert(node);
  }
}

void HostQueue::remove(FrontierNode* node) {
  if (!node->is_waiting) {
    ready_.erase(node);
    return;
  }
  const auto [begin, end] = waiting_.equal_range(node->time);
  const auto found =
      std::find_if(begin, end, [node](const auto& item) { return item.second == node; });
  if (found != end) waiting_.erase(found);
  node->is_waiting = false;
}

void HostQueue::reassign(FrontierNode* node, const FrontierEntry& entry) {
  // The set is ordered by what changes, so the node is out of it meanwhile.
  if (!node->is_waiting) ready_.erase(node);
  node->assign(entry);
  if (!node->is_waiting) ready_.insert(node);
}

FrontierNode* HostQueue::first() const {
  if (!ready_.empty()) return *ready_.begin();
  return waiting_.empty() ? nullptr : waiting_.begin()->second;
}

void HostQueue::promote(SteadyTime now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    FrontierNode* node = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    node->is_waiting = false;
    ready_.insert(node);
  }
}

FrontierNode* HostQueue::next() const {
  if (ready_.empty()) return nullptr;
  FrontierNode* node = *ready_.begin();
  const bool is_gated = !unexpanded_.empty() && unexpanded_.begin()->first < node->depth;
  return is_gated ? nullptr : node;
}

void HostQueue::take(FrontierNode* node, SteadyTime now) {
  remove(node);
  node->is_leased = true;
  node->is_first = false;
  node->is_fetched = false;
  node->is_expanded = false;
  ++unexpanded_[node->depth];
  ++connections_;
  ++leased_;
  // So that a host that was just served queues up behind those that wait since earlier.
  allow_from(now);
}

void HostQueue::mark_fetched(FrontierNode* node, SteadyTime allowed_again) {
  if (node->is_fetched) return;
  node->is_fetched = true;
  --connections_;
  allow_from(allowed_again);
}

void HostQueue::mark_expanded(FrontierNode* node) {
  if (node->is_expanded) return;
  node->is_expanded = true;
  const auto level = unexpanded_.find(node->depth);
  if (--level->second == 0) unexpanded_.erase(level);
}

void HostQueue::release(FrontierNode* node) {
  mark_fetched(node, allowed_);
  mark_expanded(node);
  node->is_leased = false;
  --leased_;
}

std::optional<SteadyTime> HostQueue::ready_time(size_t per_host) const {
  if (connections_ >= per_host) return std::nullopt;
  if (next() != nullptr) return quiet_until();
  // What is ready is deeper than a page whose links are not known yet, but one that waits for its
  // time may be of that page's level.
  if (waiting_.empty()) return std::nullopt;
  return std::max(quiet_until(), waiting_.begin()->first);
}

}  // namespace tandem
