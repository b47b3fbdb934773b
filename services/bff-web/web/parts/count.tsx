import { useEffect, useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'

const duration = 150

/** A number that counts to its next value instead of jumping there. */
export const Count = ({ value }: { value: number }) => {
  const { format } = useLanguage()
  const shown = useCounted(value)
  return <span className="figure">{format.number(shown)}</span>
}

const useCounted = (value: number): number => {
  const [shown, setShown] = useState(value)
  const from = useRef(value)
  useEffect(() => {
    const start = from.current
    from.current = value
    if (start === value) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return setShown(value)
    const began = performance.now()
    const step = (now: number) => {
      const way = Math.min(1, Math.max(0, (now - began) / duration))
      setShown(Math.round(start + (value - start) * way))
      if (way < 1) frame = requestAnimationFrame(step)
    }
    let frame = requestAnimationFrame(step)
    return () => {
      cancelAnimationFrame(frame)
      setShown(value)
    }
  }, [value])
  return shown
}
