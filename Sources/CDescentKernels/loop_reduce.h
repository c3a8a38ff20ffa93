// Reductions. Whatever the instruction set, elements are combined in the same fixed order: LANES
// of them side by side, four such vectors in turn.

#define LANE_BYTES 32
#define LANES (LANE_BYTES / T_SIZE)
typedef T LOOP(lanes) __attribute__((vector_size(LANE_BYTES), may_alias));
typedef INTEGER LOOP(lane_bits) __attribute__((vector_size(LANE_BYTES)));

INLINE T LOOP(identity)(descent_reduction_kind kind) {
  switch (kind) {
    case DESCENT_SUM: return 0;
    case DESCENT_MAX: return (T)-INFINITY;
    case DESCENT_MIN: return (T)INFINITY;
  }
  return 0;
}

// Once a NaN, `a` stays a NaN: it is neither smaller nor greater than x.
#define COMBINE(a, x) \
  switch (kind) { \
    case DESCENT_SUM: a += x; break; \
    case DESCENT_MAX: a = CHOOSE((x > a) | (x != x), x, a); break; \
    case DESCENT_MIN: a = CHOOSE((x < a) | (x != x), x, a); break; \
  }

#define CHOOSE(condition, yes, no) ((condition) ? (yes) : (no))
INLINE double LOOP(combine_carry)(descent_reduction_kind kind, double a, double x) {
  COMBINE(a, x)
  return a;
}

INLINE T LOOP(combine)(descent_reduction_kind kind, T a, T x) {
  COMBINE(a, x)
  return a;
}
#undef CHOOSE

// Vectors go through pointers: passing them by value depends on the instruction set.
#define CHOOSE(condition, yes, no) \
  (LOOP(lanes))(((LOOP(lane_bits))(yes) & (condition)) | ((LOOP(lane_bits))(no) & ~(condition)))
INLINE void LOOP(accumulate)(descent_reduction_kind kind, LOOP(lanes) *sum, const T *from) {
  LOOP(lanes) x, a = *sum;
  memcpy(&x, from, sizeof x);
  COMBINE(a, x)
  *sum = a;
}
#undef CHOOSE

// One value from n.
INLINE T LOOP(fold)(descent_reduction_kind kind, const T *x, int64_t n) {
  T result = LOOP(identity)(kind);
  int64_t i = 0;
  if (n >= 2 * LANES) {  // below, to combine the lanes in the end costs more than they gain
    LOOP(lanes) sum[4];
    T lane[LANES];
    bool wide = n >= 4 * LANES;
    memcpy(sum, x, wide ? sizeof sum : sizeof *sum);
    if (wide) {
      for (i = 4 * LANES; i + 4 * LANES <= n; i += 4 * LANES)
        for (int k = 0; k < 4; k++) LOOP(accumulate)(kind, &sum[k], x + i + k * LANES);
      LOOP(accumulate)(kind, &sum[0], (const T *)&sum[2]);
      LOOP(accumulate)(kind, &sum[1], (const T *)&sum[3]);
      LOOP(accumulate)(kind, &sum[0], (const T *)&sum[1]);
    } else {
      i = LANES;
    }
    for (; i + LANES <= n; i += LANES) LOOP(accumulate)(kind, &sum[0], x + i);
    memcpy(lane, sum, sizeof lane);
    for (int width = LANES / 2; width > 0; width /= 2)
      for (int k = 0; k < width; k++) lane[k] = LOOP(combine)(kind, lane[k], lane[k + width]);
    result = lane[0];
  }
  for (; i < n; i++) result = LOOP(combine)(kind, result, x[i]);
  return result;
}

// inner == 1. A row that is longer than a tile is carried in double.
INLINE void LOOP(reduce_rows)(descent_reduction_kind kind, const descent_reduction *r, const T *x,
                              int64_t begin, int64_t start, int64_t n, double *carry) {
  T *out = r->data;
  int64_t row = start / r->block, position = start % r->block;
  for (int64_t at = 0, run; at < n; at += run, row++, position = 0) {
    run = r->block - position < n - at ? r->block - position : n - at;
    T part = LOOP(fold)(kind, x + at, run);
    if (run < r->block) {
      bool first = position == 0 || start + at == begin;
      *carry = first ? (double)part : LOOP(combine_carry)(kind, *carry, (double)part);
      part = (T)*carry;
    }
    out[row] = part;
  }
}

// Folds `lines` lines of `width` elements onto out, in strips that stay in registers.
INLINE void LOOP(fold_lines)(descent_reduction_kind kind, T *out, const T *x, int64_t lines,
                             int64_t width) {
  int64_t j = 0;
  for (; j + 4 * LANES <= width; j += 4 * LANES) {
    LOOP(lanes) sum[4];
    memcpy(sum, out + j, sizeof sum);
    for (int64_t line = 0; line < lines; line++)
      for (int k = 0; k < 4; k++)
        LOOP(accumulate)(kind, &sum[k], x + line * width + j + k * LANES);
    memcpy(out + j, sum, sizeof sum);
  }
  for (; j + LANES <= width; j += LANES) {
    LOOP(lanes) sum;
    memcpy(&sum, out + j, sizeof sum);
    for (int64_t line = 0; line < lines; line++)
      LOOP(accumulate)(kind, &sum, x + line * width + j);
    memcpy(out + j, &sum, sizeof sum);
  }
  for (; j < width; j++)
    for (int64_t line = 0; line < lines; line++)
      out[j] = LOOP(combine)(kind, out[j], x[line * width + j]);
}

// inner > 1. `out` has been initialized.
INLINE void LOOP(reduce_columns)(descent_reduction_kind kind, const descent_reduction *r,
                                 const T *x, int64_t start, int64_t n) {
  int64_t position = start % r->block;
  T *out = (T *)r->data + start / r->block * r->inner;
  for (int64_t at = 0, run; at < n; at += run) {
    int64_t column = position % r->inner;
    if (column != 0 || n - at < r->inner) {
      run = r->inner - column < n - at ? r->inner - column : n - at;
      LOOP(fold_lines)(kind, out + column, x + at, 1, run);
    } else {
      int64_t rest = r->block - position < n - at ? r->block - position : n - at;
      run = rest / r->inner * r->inner;
      LOOP(fold_lines)(kind, out, x + at, rest / r->inner, r->inner);
    }
    position += run;
    if (position == r->block) {
      position = 0;
      out += r->inner;
    }
  }
}

// Results that several tiles contribute to start as the identity, even if the range is empty.
INLINE void LOOP(initialize)(const descent_reduction *r, int64_t count, int64_t begin,
                             int64_t end) {
  T *out = r->data;
  if (r->block == count) {
    for (int64_t i = 0; i < r->inner; i++) out[i] = LOOP(identity)(r->kind);
  } else if (r->inner > 1) {
    int64_t first = begin / r->block * r->inner, last = round_up(end, r->block) / r->block;
    for (int64_t i = first; i < last * r->inner; i++) out[i] = LOOP(identity)(r->kind);
  }
}

#define REDUCE(kind) \
  case kind: \
    if (r->inner == 1) \
      LOOP(reduce_rows)(kind, r, x, begin, start, n, carry); \
    else \
      LOOP(reduce_columns)(kind, r, x, start, n); \
    break;

INLINE void LOOP(reduce)(const descent_reduction *r, const T *x, int64_t begin, int64_t start,
                         int64_t n, double *carry) {
  switch (r->kind) {
    REDUCE(DESCENT_SUM)
    REDUCE(DESCENT_MAX)
    REDUCE(DESCENT_MIN)
  }
}

#undef REDUCE
#undef COMBINE
#undef LANES
#undef LANE_BYTES
