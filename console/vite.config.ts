import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2024',
    // The policy for content allows no inline code and no data addresses but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // A file is a request: what several pages share comes as one, and so do all styles.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', minShareCount: 4 }] } } },
    emptyOutDir: true,
  },
})
