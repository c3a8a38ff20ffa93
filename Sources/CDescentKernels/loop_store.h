// Outputs of one tile.

// Whether the register of this output is the memory itself: not for an operand, whose register
// is its own, nor for a second output of the same register.
INLINE bool LOOP(is_in_place)(const descent_loop *loop, int32_t index) {
  const descent_output *o = &loop->outputs[index];
  if (!o->direct || o->type != T_TYPE || o->reg < loop->operand_count) return false;
  for (int32_t k = 0; k < index; k++)
    if (loop->outputs[k].reg == o->reg && loop->outputs[k].direct) return false;
  return true;
}

// Integers are truncated and saturated; NaN becomes 0, and true as a Boolean (it is not zero).
INLINE int32_t LOOP(to_int32)(T x) {
  T most = (T)2147483648.0;
  return x >= most ? INT32_MAX : x < -most ? INT32_MIN : x == x ? (int32_t)x : 0;
}

INLINE uint8_t LOOP(to_uint8)(T x) { return x > 255 ? 255 : x > 0 ? (uint8_t)(int32_t)x : 0; }

INLINE void LOOP(store)(const descent_output *o, const T *x, int64_t start, int64_t n) {
  switch (o->type) {
    case DESCENT_FLOAT32: {
      float *y = (float *)o->data + start;
      for (int64_t i = 0; i < n; i++) y[i] = (float)x[i];
      break;
    }
    case DESCENT_FLOAT64: {
      double *y = (double *)o->data + start;
      for (int64_t i = 0; i < n; i++) y[i] = (double)x[i];
      break;
    }
    case DESCENT_INT32: {
      int32_t *y = (int32_t *)o->data + start;
      for (int64_t i = 0; i < n; i++) y[i] = LOOP(to_int32)(x[i]);
      break;
    }
    case DESCENT_UINT8: {
      uint8_t *y = (uint8_t *)o->data + start;
      for (int64_t i = 0; i < n; i++) y[i] = LOOP(to_uint8)(x[i]);
      break;
    }
    case DESCENT_BOOL: {
      uint8_t *y = (uint8_t *)o->data + start;
      for (int64_t i = 0; i < n; i++) y[i] = x[i] != 0;
      break;
    }
  }
}
