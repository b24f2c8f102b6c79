// For ThreadSanitizer, which sees only code that was compiled for it: Debian's
// Abseil was not, so what its locks order would look like a race. These stand
// before its own, in a process that links it as a shared library, and say what
// they order. Compiled everywhere, linked for ThreadSanitizer only.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace {

// The library's own function of that name.
template <typename F>
F* Real(F*, const char* symbol) {
  return reinterpret_cast<F*>(dlsym(RTLD_NEXT, symbol));
}

struct Acquire {
  ~Acquire() { __tsan_acquire(self); }
  void* self;
};
// A condition that is judged by whichever thread holds the lock by then.
class Ordered {
 public:
  Ordered(void* mutex, const absl::Condition& condition)
      : mutex_(mutex), condition_(condition), ordered_(this, &Ordered::Judge) {}
  const absl::Condition& condition() const { return ordered_; }

 private:
  bool Judge() const {
    __tsan_acquire(mutex_);
    const bool holds = condition_.Eval();
    __tsan_release(mutex_);
    return holds;
  }

  void* const mutex_;
  const absl::Condition& condition_;
  const absl::Condition ordered_;
};

struct Nothing {
  void* self;
};
void Ignore(void*) {}

}  // namespace

// NAME is SYMBOL of the library, with something told of the object before it and
// after it.
#define COFI_ORDERED(RESULT, NAME, SYMBOL, BEFORE, AFTER, TYPES, VALUES) \
  RESULT NAME TYPES asm(SYMBOL);                                         \
  RESULT NAME TYPES {                                                    \
    static auto* const real = Real(&NAME, SYMBOL);                       \
    BEFORE(self);                                                        \
    [[maybe_unused]] const AFTER after{self};                            \
    return real VALUES;                                                  \
  }

using absl::Condition;
using absl::Duration;
using absl::Mutex;
using absl::Notification;
using absl::Time;

#define COFI_TAKES(NAME, SYMBOL) \
  COFI_ORDERED(void, NAME, SYMBOL, Ignore, Acquire, (Mutex * self), (self))
#define COFI_LEAVES(NAME, SYMBOL) \
  COFI_ORDERED(void, NAME, SYMBOL, __tsan_release, Nothing, (Mutex * self), (self))
#define COFI_WAITS(RESULT, NAME, SYMBOL, TYPE)                         \
  COFI_ORDERED(RESULT, NAME, SYMBOL, __tsan_release, Acquire,          \
               (Mutex * self, const Condition& condition, TYPE until), \
               (self, Ordered(self, condition).condition(), until))

COFI_TAKES(Lock, "_ZN4absl7debian35Mutex4LockEv")
COFI_TAKES(ReaderLock, "_ZN4absl7debian35Mutex10ReaderLockEv")
COFI_LEAVES(Unlock, "_ZN4absl7debian35Mutex6UnlockEv")
COFI_LEAVES(ReaderUnlock, "_ZN4absl7debian35Mutex12ReaderUnlockEv")
COFI_ORDERED(bool, TryLock, "_ZN4absl7debian35Mutex7TryLockEv", Ignore, Acquire, (Mutex * self),
             (self))
COFI_ORDERED(void, LockWhen, "_ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE", __tsan_release,
             Acquire, (Mutex * self, const Condition& condition),
             (self, Ordered(self, condition).condition()))
COFI_ORDERED(void, ReaderLockWhen, "_ZN4absl7debian35Mutex14ReaderLockWhenERKNS0_9ConditionE",
             __tsan_release, Acquire, (Mutex * self, const Condition& condition),
             (self, Ordered(self, condition).condition()))
COFI_ORDERED(void, Await, "_ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE", __tsan_release, Acquire,
             (Mutex * self, const Condition& condition),
             (self, Ordered(self, condition).condition()))
COFI_WAITS(bool, AwaitWithTimeout,
           "_ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE", Duration)
COFI_WAITS(bool, AwaitWithDeadline,
           "_ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE", Time)

COFI_ORDERED(void, Notify, "_ZN4absl7debian312Notification6NotifyEv", __tsan_release, Nothing,
             (Notification * self), (self))
COFI_ORDERED(void, WaitForNotification, "_ZNK4absl7debian312Notification19WaitForNotificationEv",
             Ignore, Acquire, (Notification * self), (self))
COFI_ORDERED(bool, WaitForNotificationWithTimeout,
             "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE",
             Ignore, Acquire, (Notification * self, Duration timeout), (self, timeout))
