// How many processors this process may use.
#define _GNU_SOURCE
#include "descent_kernels.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
// The quota in `directory`/cpu.max, "max 100000" or "150000 100000", rounded up; 0 if none.
static int quota_in(const char *directory) {
  char path[4200];
  snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", directory);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  long long quota = 0, period = 0;
  int found = fscanf(file, "%lld %lld", &quota, &period);
  fclose(file);
  return found == 2 && quota > 0 && period > 0 ? (int)((quota + period - 1) / period) : 0;
}

// The smallest quota of the process's control group (version 2) and the groups around it.
static int control_group_quota(void) {
  char line[4096], group[4096] = "";
  FILE *file = fopen("/proc/self/cgroup", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "0::/", 4) != 0) continue;
    line[strcspn(line, "\n")] = 0;
    strcpy(group, line + 3);
  }
  if (file != NULL) fclose(file);
  int least = 0;
  for (;;) {
    int quota = quota_in(group);
    if (quota > 0 && (least == 0 || quota < least)) least = quota;
    char *last = strrchr(group, '/');
    if (last == NULL) break;
    *last = 0;
  }
  return least;
}
#endif

int descent_processor_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
  int quota = control_group_quota();
  if (quota > 0 && quota < count) count = quota;
#endif
  return count < 1 ? 1 : (int)count;
}
