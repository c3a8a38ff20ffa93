// One pool of threads, for tasks of 15 to 300 microseconds that follow each other closely.
//
// A worker that waits first spins on a word of its own, which the caller changes to hand it a
// task; a system call costs more than most tasks. After SPIN_NANOSECONDS without work it sleeps.
// Each worker has its own word and cache line: workers that are not needed are not disturbed.
#define _GNU_SOURCE
#include "descent_kernels.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LINE 128  // two cache lines: processors fetch them in pairs
#define SPIN_NANOSECONDS 150000
#define PAUSES_BEFORE_YIELD 1000
#define STACK_BYTES (8 << 20)

typedef struct {
  _Alignas(LINE) atomic_uint ticket;  // changes when there is a task for this worker
  atomic_bool asleep;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  struct descent_pool *pool;
  int thread;
} worker;

struct descent_pool {
  pthread_mutex_t turn;  // held while a task runs
  worker **workers;      // worker t - 1 runs thread t
  int worker_count;
  // What the tickets announce: written before them, read after.
  descent_task task;
  void *context;
  int thread_count;
  _Alignas(LINE) atomic_int running;  // workers that have not ended the task
  _Alignas(LINE) atomic_int arrived;  // threads in the barrier
  _Alignas(LINE) atomic_uint phase;   // barriers passed
};

static void pause_processor(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// The k-th step of a wait. When there are more threads than processors the one that is waited
// for may need this one's processor, hence the yield.
static void wait_step(unsigned k) {
  if (k < PAUSES_BEFORE_YIELD)
    pause_processor();
  else
    sched_yield();
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool has_ticket(worker *self, unsigned seen) {
  return atomic_load_explicit(&self->ticket, memory_order_acquire) != seen;
}

static void sleep_until_ticket(worker *self, unsigned seen) {
  pthread_mutex_lock(&self->lock);
  // Sequentially consistent with the caller, who writes `ticket` and then reads `asleep`: one of
  // the two sees what the other wrote.
  atomic_store(&self->asleep, true);
  while (atomic_load(&self->ticket) == seen) pthread_cond_wait(&self->wake, &self->lock);
  atomic_store(&self->asleep, false);
  pthread_mutex_unlock(&self->lock);
}

static void wait_for_ticket(worker *self, unsigned seen) {
  int64_t deadline = 0;
  for (unsigned k = 0; !has_ticket(self, seen); k++) {
    if (k % 64 == 63) {
      int64_t now = nanoseconds();
      if (deadline == 0) deadline = now + SPIN_NANOSECONDS;
      if (now > deadline) {
        sleep_until_ticket(self, seen);
        return;
      }
    }
    wait_step(k);
  }
}

static void hand_ticket(worker *other) {
  atomic_fetch_add(&other->ticket, 1);
  if (!atomic_load(&other->asleep)) return;
  pthread_mutex_lock(&other->lock);
  pthread_cond_signal(&other->wake);
  pthread_mutex_unlock(&other->lock);
}

static void *work(void *argument) {
  worker *self = argument;
  descent_pool *pool = self->pool;
#ifdef __APPLE__
  pthread_set_qos_class_self_np(QOS_CLASS_USER_INITIATED, 0);
#endif
  for (unsigned seen = 0;; seen++) {
    wait_for_ticket(self, seen);
    pool->task(pool->context, self->thread, pool->thread_count);
    atomic_fetch_sub_explicit(&pool->running, 1, memory_order_release);
  }
  return NULL;
}

// A task may contain barriers, so it cannot run with fewer threads than it was promised.
static void give_up(const char *what) {
  fprintf(stderr, "Descent: cannot start a thread: %s\n", what);
  abort();
}

static void start_worker(descent_pool *pool) {
  worker **list = realloc(pool->workers, (size_t)(pool->worker_count + 1) * sizeof *list);
  if (list == NULL) give_up("out of memory");
  pool->workers = list;
  void *memory = NULL;
  if (posix_memalign(&memory, LINE, sizeof(worker)) != 0) give_up("out of memory");
  worker *self = memory;
  atomic_init(&self->ticket, 0);
  atomic_init(&self->asleep, false);
  pthread_mutex_init(&self->lock, NULL);
  pthread_cond_init(&self->wake, NULL);
  self->pool = pool;
  self->thread = pool->worker_count + 1;
  list[pool->worker_count++] = self;

  // Signals are for the threads of the program.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, work, self) != 0) give_up("the system refuses");
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

descent_pool *descent_pool_shared(void) {
  static descent_pool pool = {.turn = PTHREAD_MUTEX_INITIALIZER};
  return &pool;
}

void descent_pool_run(descent_pool *pool, int thread_count, descent_task task, void *context) {
  if (thread_count < 1) return;
  pthread_mutex_lock(&pool->turn);
  while (pool->worker_count < thread_count - 1) start_worker(pool);
  pool->task = task;
  pool->context = context;
  pool->thread_count = thread_count;
  atomic_store_explicit(&pool->running, thread_count - 1, memory_order_relaxed);
  for (int t = 1; t < thread_count; t++) hand_ticket(pool->workers[t - 1]);
  task(context, 0, thread_count);
  for (unsigned k = 0; atomic_load_explicit(&pool->running, memory_order_acquire) > 0; k++)
    wait_step(k);
  pthread_mutex_unlock(&pool->turn);
}

void descent_pool_barrier(descent_pool *pool) {
  int thread_count = pool->thread_count;
  if (thread_count == 1) return;
  unsigned phase = atomic_load_explicit(&pool->phase, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&pool->arrived, 1, memory_order_acq_rel) == thread_count - 1) {
    atomic_store_explicit(&pool->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&pool->phase, phase + 1, memory_order_release);
    return;
  }
  for (unsigned k = 0; atomic_load_explicit(&pool->phase, memory_order_acquire) == phase; k++)
    wait_step(k);
}
