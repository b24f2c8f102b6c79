// The answers of this process that are made and not yet read: their bytes are in memory until
// the caller's connection takes them, and whoever does not read them pays nothing.
//
// So they have a budget. Once it is used up, the large answer that has waited longest without
// being read any further is called off (its caller is told RESOURCE_EXHAUSTED), then the next:
// whoever reads has his answer before that comes to him, and who does not costs nobody else
// his own (docs/decisions/0029).
//
//   Pending::Answer answer(context->c_call());
//   if (Pending::OfProcess().Add(answer, bytes)) Pending::OfProcess().MakeRoom();  // made
//   Pending::OfProcess().Read(answer, bytes);    // read, in part or all
//   Pending::OfProcess().Forget(answer);         // before the call goes
#ifndef COFI_SERVICES_RPC_PENDING_H_
#define COFI_SERVICES_RPC_PENDING_H_

#include <atomic>
#include <cstddef>
#include <list>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpc/grpc.h"

namespace cofi::rpc {

// What all answers may take; the refusal beyond it says so.
inline constexpr size_t kPendingBytesMax = size_t{64} << 20;

class Pending {
 public:
  // Of one call: only one thread at a time uses it. Until Forget, `call` must be there.
  class Answer {
   public:
    explicit Answer(grpc_call* call) : call_(call) {}

   private:
    friend class Pending;

    grpc_call* const call_;
    size_t bytes_ = 0;
    // Large answers are in the list until they are read, or called off.
    bool is_large_ = false;
    bool is_called_off_ = false;  // Guarded by the mutex, as is all else of a large one.
    std::list<Answer*>::iterator place_;
  };

  explicit Pending(size_t bytes_max) : bytes_max_(bytes_max) {}

  static Pending& OfProcess();

  // Makes room if there is none. OVERLOADED while so many small answers wait that calling off
  // the large ones does not do it.
  absl::Status CheckRoom();

  // Whether the budget is used up now, so that MakeRoom is called for: with no lock held, since
  // other calls may end in it.
  [[nodiscard]] bool Add(Answer& answer, size_t bytes);
  void MakeRoom();
  void Read(Answer& answer, size_t bytes);
  void Forget(Answer& answer);

  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  const size_t bytes_max_;
  std::atomic<size_t> bytes_ = 0;
  absl::Mutex mutex_;
  // In the order in which they have last been read from.
  std::list<Answer*> large_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_PENDING_H_
