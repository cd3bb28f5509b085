import { createBrowserRouter } from 'react-router';
import { Waiting } from './Waiting';
import { NotFound, PageFailed } from './Faults';
import { Shell } from './Shell';

// A new screen is one line here and one link in the shell.
export const router = createBrowserRouter([
  { path: '/shop/*', errorElement: <PageFailed />, hydrateFallbackElement: <Waiting />, lazy: async () => ({ Component: (await import('../shop/ShopPage')).ShopPage }) },
  {
    element: <Shell />,
    hydrateFallbackElement: <Waiting />,
    errorElement: <PageFailed />,
    children: [
      { path: '/', lazy: async () => ({ Component: (await import('../overview/OverviewPage')).OverviewPage }) },
      { path: '/desk', lazy: async () => ({ Component: (await import('../desk/DeskPage')).DeskPage }) },
      { path: '*', element: <NotFound /> },
    ],
  },
]);
